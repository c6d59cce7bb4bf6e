using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Labelled texts as they were written, split into a training and a test part.</summary>
/// <param name="Name">Name, such as <c>reviews</c>.</param>
/// <param name="IsSample">True when the texts were made by the generator and not written by people.</param>
/// <param name="Labels">The labels' names.</param>
/// <param name="Training">The training part, character by character as in its files.</param>
/// <param name="Test">The test part, likewise; empty where the corpus has none.</param>
public sealed record TextCorpus(string Name, bool IsSample, IReadOnlyList<string> Labels, IReadOnlyList<LabelledText> Training, IReadOnlyList<LabelledText> Test) : ICorpus
{
    /// <inheritdoc/>
    public IReadOnlyList<int> TrainingLabels => [.. Training.Select(t => t.Label)];

    /// <inheritdoc/>
    public IReadOnlyList<int> TestLabels => [.. Test.Select(t => t.Label)];

    /// <summary>SHA-256 over the labels' names, and over every text's part, label, length and UTF-8 bytes, in order.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var label in Labels)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(label + "\n"));
        }

        var numbers = new byte[8];
        foreach (var part in new[] { Training, Test })
        {
            BinaryPrimitives.WriteInt64LittleEndian(numbers, part.Count);
            hash.AppendData(numbers);
            foreach (var (text, label) in part)
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                BinaryPrimitives.WriteInt32LittleEndian(numbers, bytes.Length);
                BinaryPrimitives.WriteInt32LittleEndian(numbers.AsSpan(4), label);
                hash.AppendData(numbers);
                hash.AppendData(bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
