namespace RnnOnnx.Trainer.Reports;

/// <summary>What a report says of a zoo.</summary>
/// <param name="Models">Its packages, by id.</param>
/// <param name="Remark">What is wrong with the table of results; null for nothing.</param>
/// <param name="Calls">Calls per model whose time was taken.</param>
/// <param name="Machine">On what they were made.</param>
/// <param name="Made">When.</param>
public sealed record ZooReport(IReadOnlyList<ReportedModel> Models, string? Remark, int Calls, string Machine, DateTimeOffset Made);
