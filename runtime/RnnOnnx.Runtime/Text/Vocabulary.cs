using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace RnnOnnx.Text;

/// <summary>Tokens and their ids. A vocabulary file is UTF-8 with one token a line; the line number, from 0, is the id.</summary>
/// <remarks>
/// Only LF ends a line: tokens of real corpora hold other control and line characters. Placeholders such as <c>&lt;PAD&gt;</c> are lines like any other.
/// Instances are immutable and safe for concurrent use.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "A vocabulary is more than a collection of tokens; it enumerates nothing.")]
public sealed class Vocabulary
{
    /// <summary>The line of id 0 in vocabularies whose id 0 is padding.</summary>
    public const string PaddingToken = "<PAD>";

    /// <summary>The line of <see cref="UnknownId"/> in vocabularies with a token for unknown words.</summary>
    public const string UnknownToken = "<UNK>";

    /// <summary>Id of <see cref="UnknownToken"/>.</summary>
    public const int UnknownId = 1;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string[] _tokens;
    private readonly TokenTable _ids;

    private Vocabulary(string[] tokens, string source)
    {
        _tokens = tokens;
        _ids = new TokenTable(tokens, source);
    }

    /// <summary>Number of tokens; ids run from 0 to one less.</summary>
    public int Count => _tokens.Length;

    /// <summary>The token of an id.</summary>
    /// <param name="id">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No token has this id.</exception>
    public string this[int id] => (uint)id < (uint)_tokens.Length
        ? _tokens[id]
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"The vocabulary has ids 0 to {_tokens.Length - 1}.");

    /// <summary>Reads a vocabulary file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="RnnOnnxException">The file cannot be read, is not UTF-8, or has a token twice.</exception>
    public static Vocabulary Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RnnOnnxException($"The vocabulary {path} cannot be read: {e.Message}", e);
        }

        return Parse(bytes, path);
    }

    /// <summary>Reads a vocabulary from the bytes of a file.</summary>
    /// <param name="utf8">The file's content.</param>
    /// <param name="source">Name of the file for messages.</param>
    /// <exception cref="RnnOnnxException">The bytes are not UTF-8 or have a token twice.</exception>
    public static Vocabulary Parse(ReadOnlySpan<byte> utf8, string source)
    {
        var tokens = new List<string>(utf8.Count((byte)'\n') + 1);
        while (!utf8.IsEmpty)
        {
            var end = utf8.IndexOf((byte)'\n');
            var line = end < 0 ? utf8 : utf8[..end];
            try
            {
                tokens.Add(StrictUtf8.GetString(line));
            }
            catch (DecoderFallbackException e)
            {
                throw new RnnOnnxException($"{source}: line {tokens.Count + 1} is not UTF-8; restore the file or write it as UTF-8.", e);
            }

            utf8 = end < 0 ? [] : utf8[(end + 1)..];
        }

        return new Vocabulary([.. tokens], source);
    }

    /// <summary>Makes a vocabulary of tokens in the order of their ids.</summary>
    /// <param name="tokens">The tokens; no two are equal and none holds a line feed.</param>
    /// <exception cref="RnnOnnxException">A token comes twice or cannot be a line of a file.</exception>
    public static Vocabulary FromTokens(IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var copy = new string[tokens.Count];
        for (var id = 0; id < copy.Length; id++)
        {
            var token = tokens[id] ?? throw new ArgumentNullException($"{nameof(tokens)}[{id}]");
            if (token.Contains('\n') || !IsWellFormed(token))
            {
                throw new RnnOnnxException(
                    $"The token with id {id} holds a line feed or half a surrogate pair and cannot be a line of a vocabulary file; clean the text that it comes from.");
            }

            copy[id] = token;
        }

        return new Vocabulary(copy, "The list of tokens");
    }

    /// <summary>Demands that the first line is <see cref="PaddingToken"/>, for the id that fills short texts must be no word's.</summary>
    internal void RequirePadding(string kind)
    {
        if (_tokens is not [PaddingToken, ..])
        {
            throw new RnnOnnxException($"The {kind} pipeline fills texts with id 0, so its vocabulary must start with {PaddingToken}, and it {(Count == 0 ? "is empty" : $"starts with '{_tokens[0]}'")}; write the vocabulary with {PaddingToken} in front.");
        }
    }

    /// <summary>Looks a token up, without allocation.</summary>
    /// <param name="token">The token, compared character by character.</param>
    /// <param name="id">Its id when the vocabulary has it.</param>
    /// <returns>Whether the vocabulary has the token.</returns>
    public bool TryGetId(ReadOnlySpan<char> token, out int id) => TryGetId(token, TokenTable.Hash(token), out id);

    /// <summary>As above for a token whose <see cref="TokenTable.Hash(ReadOnlySpan{char})"/> is known.</summary>
    internal bool TryGetId(ReadOnlySpan<char> token, uint hash, out int id)
    {
        var isKnown = _ids.TryGetId(token, hash, out id);
        id = isKnown ? id : 0;
        return isKnown;
    }

    /// <summary>Writes the vocabulary file: UTF-8 without a byte order mark, each token followed by a line feed.</summary>
    /// <param name="path">Path of the file; an existing one is replaced.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var writer = new StreamWriter(path, append: false, StrictUtf8);
        writer.NewLine = "\n";
        foreach (var token in _tokens)
        {
            writer.WriteLine(token);
        }
    }

    private static bool IsWellFormed(string token)
    {
        for (var i = 0; i < token.Length; i++)
        {
            if (!char.IsSurrogate(token[i]))
            {
                continue;
            }

            if (i + 1 == token.Length || !char.IsSurrogatePair(token[i], token[i + 1]))
            {
                return false;
            }

            i++;
        }

        return true;
    }
}
