using System.Buffers;
using System.Collections.Frozen;

namespace RnnOnnx.Text;

/// <summary>The characters of document 001: a text is lowered, 44 characters stay, every other one becomes <c>UNK</c>, and the end is filled with <c>PAD</c>.</summary>
/// <remarks>
/// <para>
/// Characters are code points of Python 3's <c>str</c>, lowered as <c>str.lower()</c> does under CPython 3.11: a character beyond U+FFFF, like half a surrogate pair, is one <c>UNK</c>,
/// and <c>İ</c> becomes <c>i</c> and an <c>UNK</c> for its dot. The digit zero is not among the 44: the document leaves it out.
/// </para>
/// <para>
/// The document numbers its symbols in the order of a Python set, which is by chance; here <c>PAD</c> is 0, <c>UNK</c> is 1 and the others follow in the order in which the document
/// lists them. Instances are immutable and safe for concurrent use.
/// </para>
/// </remarks>
public sealed class CharacterTokenizer
{
    /// <summary>The 44 characters that stay, in the document's order.</summary>
    public const string Characters = "abcdefghijklmnopqrstuvwxyz123456789\"'?!.,:; ";

    /// <summary>Name of the symbol that fills short texts.</summary>
    public const string Padding = "PAD";

    /// <summary>Name of the symbol of every other character.</summary>
    public const string Unknown = "UNK";

    /// <summary>Id of <see cref="Padding"/>.</summary>
    public const int PaddingId = 0;

    /// <summary>Id of <see cref="Unknown"/>.</summary>
    public const int UnknownId = 1;

    /// <summary>Number of steps in the document.</summary>
    public const int DefaultLength = 1500;

    private const int FirstCharacterId = 2;

    // One byte per ASCII character; all 44 are ASCII.
    private static readonly byte[] Ids = [.. Enumerable.Range(0, 128).Select(c => (byte)(Characters.Contains((char)c) ? Characters.IndexOf((char)c) + FirstCharacterId : UnknownId))];

    private static readonly string[] Names = [Padding, Unknown, .. Characters.Select(static c => c.ToString())];

    private static readonly FrozenDictionary<string, int> IdsByName = Names.Select(static (name, id) => (name, id)).ToFrozenDictionary(pair => pair.name, pair => pair.id, StringComparer.Ordinal);

    /// <summary>Creates the tokenizer.</summary>
    /// <param name="length">Number of steps to which texts are cut and filled, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public CharacterTokenizer(int length = DefaultLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
    }

    /// <summary>The 46 symbols in the order of their ids: <c>PAD</c>, <c>UNK</c>, then <see cref="Characters"/>.</summary>
    public static IReadOnlyList<string> Symbols { get; } = Array.AsReadOnly(Names);

    /// <summary>Number of steps to which texts are cut and filled.</summary>
    public int Length { get; }

    /// <summary>The symbols of a text, neither cut nor filled: the document's <c>clean_data</c>.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<string> Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new ArrayBufferWriter<int>(Math.Max(text.Length, 1));
        Encode(text, ids);
        return [.. ids.WrittenSpan.ToArray().Select(static id => Symbols[id])];
    }

    /// <summary>Encodes a text, with no allocation of its own.</summary>
    /// <param name="text">Any text; an empty one gives no ids.</param>
    /// <param name="ids">Takes the ids, neither cut nor filled.</param>
    /// <returns>Number of characters that became <see cref="Unknown"/>.</returns>
    public static int Encode(ReadOnlySpan<char> text, IBufferWriter<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var buffer = new TextBuffer(text.Length);
        buffer.AppendLower(text);
        var lower = buffer.Written;
        var target = ids.GetSpan(Math.Max(lower.Length, 1));
        var count = 0;
        var unknown = 0;
        for (var i = 0; i < lower.Length;)
        {
            var id = IdAt(lower, i, out var length);
            unknown += id == UnknownId ? 1 : 0;
            target[count++] = id;
            i += length;
        }

        ids.Advance(count);
        return unknown;
    }

    /// <summary>Lists the characters whose ids <see cref="Encode"/> writes.</summary>
    internal static void Trace(ReadOnlySpan<char> text, List<TracedToken> tokens)
    {
        using var buffer = new TextBuffer(text.Length);
        buffer.AppendLower(text);
        var lower = buffer.Written;
        for (var i = 0; i < lower.Length;)
        {
            var id = IdAt(lower, i, out var length);
            tokens.Add(new TracedToken(lower.Slice(i, length).ToString(), id, id != UnknownId));
            i += length;
        }
    }

    private static int IdAt(ReadOnlySpan<char> lower, int index, out int length)
    {
        var codePoint = PythonCharacters.CodePointAt(lower, index, out length);
        return codePoint < Ids.Length ? Ids[codePoint] : UnknownId;
    }

    /// <summary>The id of a symbol.</summary>
    /// <param name="symbol">One of <see cref="Symbols"/>.</param>
    /// <exception cref="RnnOnnxException">There is no such symbol.</exception>
    public static int IdOf(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        return IdsByName.TryGetValue(symbol, out var id)
            ? id
            : throw new RnnOnnxException($"'{symbol}' is no symbol of the character tokenizer, which has {Padding}, {Unknown} and {Characters}; encode a text to turn its other characters into {Unknown}.");
    }

    /// <summary>Encodes a text and brings it to <see cref="Length"/>: the document's <c>char_pad_trunc</c>, which cuts and fills at the end.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>Ids <c>[Length]</c>.</returns>
    public int[] EncodePadded(ReadOnlySpan<char> text)
    {
        var ids = new ArrayBufferWriter<int>(Math.Max(text.Length, 1));
        Encode(text, ids);
        var padded = new int[Length];
        var written = ids.WrittenSpan;
        written[..Math.Min(written.Length, Length)].CopyTo(padded);
        return padded;
    }
}
