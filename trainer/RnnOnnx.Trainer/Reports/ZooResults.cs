namespace RnnOnnx.Trainer.Reports;

/// <summary>What the table of results, the reference's table and the packages of a zoo say together.</summary>
public sealed record ZooResults
{
    /// <summary>A row for each network, corpus, kind of word vectors and recipe, in the order of the networks.</summary>
    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>Figures besides the test accuracy.</summary>
    public IReadOnlyList<OtherFigure> Others { get; init; } = [];

    /// <summary>Packages of word vectors by id, with their bytes.</summary>
    public IReadOnlyList<(string Id, long Bytes)> Vectors { get; init; } = [];

    /// <summary>What was left out, and what is wrong with a file or package; one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>On what times were taken.</summary>
    public required string Machine { get; init; }

    /// <summary>Calls with one text whose time was taken.</summary>
    public required int Calls { get; init; }
}
