using FluentAssertions;
using RnnOnnx.Packages;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Packages;

public sealed class LayerSummaryTests
{
    // Document 000's LSTM with dropout: parameter counts of zoo.md, 560,501 of which 60,501 are trained.
    private static readonly LayerManifest[] Layers =
    [
        new("embedding", "Embedding", "[batch, 40, 50]", 500_000, 0),
        new("dropout", "Dropout", "[batch, 40, 50]", 0, 0),
        new("lstm", "LSTM", "[batch, 100]", 60_400, 60_400),
        new("dense", "Dense", "[batch, 1]", 101, 101),
    ];

    [Fact]
    public void One_line_tells_a_network()
    {
        LayerSummary.OneLine(Layers).Should().Be("Embedding(10000,50) Dropout LSTM(100) Dense(1)", "a list of networks has one line for each");
        LayerSummary.OneLine([new LayerManifest("weights", "Embedding", "scores", 12, 12)]).Should().Be("Embedding(scores)", "a manifest with a shape of another kind must not break the list of the others");
        LayerSummary.OneLine([]).Should().BeEmpty("an ensemble may list no layers of its own");
    }

    [Fact]
    public void The_table_is_that_of_keras()
    {
        using var output = new StringWriter { NewLine = "\n" };

        LayerSummary.Write(output, Layers);

        output.ToString().Should().Be(
            """
            layer (type)           output shape      params
            embedding (Embedding)  [batch, 40, 50]  500,000
            dropout (Dropout)      [batch, 40, 50]        0
            lstm (LSTM)            [batch, 100]      60,400
            dense (Dense)          [batch, 1]           101
            total params: 560,501
            trainable params: 60,501
            non-trainable params: 500,000

            """,
            "who knows model.summary() reads it at once");
    }
}
