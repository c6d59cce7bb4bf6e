using System.Buffers;
using System.Text;
using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>Kind <c>character-sequence</c>: a start sign, then one id per character, for models that generate text.</summary>
/// <remarks>
/// A character is a Unicode scalar value, taken as it is: neither lowered nor normalized. The vocabulary has the four signs of <see cref="Signs"/> and then one character a line. A character
/// that it lacks becomes <see cref="UnknownId"/>, and so does half a surrogate pair. The start sign counts towards the maximum length.
/// </remarks>
public sealed class CharacterSequencePipeline : TextPipeline
{
    /// <summary>The name of this pipeline in a manifest.</summary>
    public const string Kind = "character-sequence";

    /// <summary>Id that fills short texts.</summary>
    public const int PaddingId = 0;

    /// <summary>Id before every text.</summary>
    public const int StartId = 1;

    /// <summary>Id after every text that a model is trained on; <see cref="TextPipeline.Encode(ReadOnlySpan{char})"/> does not put it.</summary>
    public const int EndId = 2;

    /// <summary>Id of characters that the vocabulary lacks.</summary>
    public const int UnknownId = 3;

    private readonly Vocabulary _vocabulary;

    /// <summary>Creates the pipeline.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="vocabulary">The four signs, then the characters.</param>
    /// <exception cref="RnnOnnxException">The settings and the vocabulary contradict each other, or a line of the vocabulary is no single character.</exception>
    public CharacterSequencePipeline(PipelineManifest settings, Vocabulary vocabulary)
        : base(settings, Kind)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        CheckId(settings.Start, nameof(settings.Start), StartId);
        CheckId(settings.OutOfVocabulary, nameof(settings.OutOfVocabulary), UnknownId);
        if (settings.Padding != SequenceSide.Post || settings.Truncation != SequenceSide.Post)
        {
            throw new RnnOnnxException($"The {Kind} pipeline pads and cuts at the end, and the manifest says {settings.Padding} and {settings.Truncation}; correct the manifest.");
        }

        CheckVocabulary(settings, vocabulary);
        _vocabulary = vocabulary;
    }

    /// <summary>The first four lines of every vocabulary: padding, start, end, unknown.</summary>
    public static IReadOnlyList<string> Signs { get; } = Array.AsReadOnly(["<PAD>", "<START>", "<END>", "<UNK>"]);

    private protected override int Write(ReadOnlySpan<char> text, IdBuffer ids)
    {
        var unknown = 0;
        ids.Add(StartId);
        while (!text.IsEmpty)
        {
            if (!Find(text, out var length, out var id))
            {
                unknown++;
            }

            ids.Add(id);
            text = text[length..];
        }

        return unknown;
    }

    private protected override void Trace(ReadOnlySpan<char> text, List<TracedToken> tokens)
    {
        tokens.Add(new(Signs[StartId], StartId, IsKnown: true));
        while (!text.IsEmpty)
        {
            var isKnown = Find(text, out var length, out var id);
            tokens.Add(new TracedToken(text[..length].ToString(), id, isKnown));
            text = text[length..];
        }
    }

    private bool Find(ReadOnlySpan<char> text, out int length, out int id)
    {
        if (Rune.DecodeFromUtf16(text, out _, out length) == OperationStatus.Done && _vocabulary.TryGetId(text[..length], out id))
        {
            return true;
        }

        id = UnknownId;
        return false;
    }

    private static void CheckId(int? given, string name, int id)
    {
        if (given is not null && given != id)
        {
            throw new RnnOnnxException($"The {Kind} pipeline has {name} = {given}, and its vocabulary has '{Signs[id]}' as {id}; correct the manifest.");
        }
    }

    private static void CheckVocabulary(PipelineManifest settings, Vocabulary vocabulary)
    {
        if (vocabulary.Count != settings.VocabularySize)
        {
            throw new RnnOnnxException(
                $"{settings.Vocabulary} has {vocabulary.Count} tokens, and the manifest says {settings.VocabularySize}; run 'make train-all' or restore the file.");
        }

        for (var id = 0; id < vocabulary.Count || id < Signs.Count; id++)
        {
            var token = id < vocabulary.Count ? vocabulary[id] : "";
            var right = id < Signs.Count ? token == Signs[id] : IsCharacter(token);
            if (!right)
            {
                var wanted = id < Signs.Count ? Signs[id] : "one character";
                throw new RnnOnnxException($"{settings.Vocabulary}: line {id + 1} is '{token}', and the {Kind} pipeline has {wanted} there; run 'make train-all' or restore the file.");
            }
        }
    }

    private static bool IsCharacter(string token) =>
        Rune.DecodeFromUtf16(token, out _, out var length) == OperationStatus.Done && length == token.Length;
}
