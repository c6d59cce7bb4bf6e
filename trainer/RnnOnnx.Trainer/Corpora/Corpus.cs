using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using RnnOnnx.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Labelled texts as word ids, split into a training and a test part.</summary>
/// <param name="Name">Name, such as <c>imdb</c>.</param>
/// <param name="IsSample">True when the texts were made by the generator and not written by people.</param>
/// <param name="Vocabulary">The words; line number = id.</param>
/// <param name="Labels">The labels' names.</param>
/// <param name="Training">The training part: every word of a text by its id in <paramref name="Vocabulary"/>, nothing cut.</param>
/// <param name="Test">The test part, likewise.</param>
public sealed record Corpus(string Name, bool IsSample, Vocabulary Vocabulary, IReadOnlyList<string> Labels, LabelledSequences Training, LabelledSequences Test) : ICorpus
{
    /// <inheritdoc/>
    public IReadOnlyList<int> TrainingLabels => Training.Labels;

    /// <inheritdoc/>
    public IReadOnlyList<int> TestLabels => Test.Labels;

    /// <summary>SHA-256 over the vocabulary, and over every text's length, ids and label, in order.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var id = 0; id < Vocabulary.Count; id++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Vocabulary[id] + "\n"));
        }

        Span<byte> numbers = stackalloc byte[8];
        foreach (var part in new[] { Training, Test })
        {
            for (var row = 0; row < part.Count; row++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(numbers, part.Ids[row].Length);
                BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], part.Labels[row]);
                hash.AppendData(numbers);
                hash.AppendData(MemoryMarshal.AsBytes<int>(part.Ids[row]));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
