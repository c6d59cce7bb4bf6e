using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Layers;

namespace RnnOnnx.Trainer.Training;

/// <summary>Gives a network's first layer the vectors that it has before training.</summary>
internal static class InitialVectors
{
    /// <summary>Puts in the vectors that the network's words were prepared with, if any, or those that a recipe wants to be made.</summary>
    /// <param name="id">The network's id, for the line.</param>
    /// <param name="network">The network, freshly drawn.</param>
    /// <param name="texts">What it is trained on.</param>
    /// <param name="wanted">What a trained embedding is to hold; ids that are too rare for a vector of their own keep what was drawn for them.</param>
    /// <param name="seed">Decides vectors that are made.</param>
    /// <param name="output">Receives a line about vectors that are made.</param>
    /// <param name="kept">Keeps vectors that were made for networks that begin with the same; null for making them every time.</param>
    /// <exception cref="CorpusException">No id is common enough for a vector.</exception>
    public static void Put(string id, Network network, PreparedTexts texts, InitialEmbedding wanted, int seed, TextWriter output, MadeVectors? kept = null)
    {
        if (texts.VectorTable is { } given)
        {
            network.SetVectors(given);
        }

        if (wanted != InitialEmbedding.OwnVectors)
        {
            return;
        }

        var embedding = (EmbeddingLayer)network.Layers[0];
        var (vocabulary, units) = (texts.Vocabulary, (int)embedding.OutputShape.Features!.Value);
        var made = VectorsSource.Own([.. texts.Training.Ids.Select(ids => Array.ConvertAll(ids, word => vocabulary[word]))], units, seed, kept);
        var table = NetworkGraph.Floats(embedding.CountedParameters.Single());
        var (known, found) = (Math.Min(vocabulary.Count, table.Length / units), 0);
        for (var word = 0; word < known; word++)
        {
            if (made.Vectors.TryGetRow(vocabulary[word], out var row))
            {
                made.Vectors[row].CopyTo(table.AsSpan(word * units));
                found++;
            }
        }

        embedding.SetTable(table);
        output.WriteLine($"{id}: the embedding begins with {made.Source}: {found:N0} of {known:N0} ids have one");
    }
}
