using System.CommandLine;
using System.Text;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>evaluate</c>: the figures of packages on labelled texts, through the runtime.</summary>
/// <param name="corpora">Where corpora come from.</param>
/// <param name="output">Where the figures go.</param>
public sealed class EvaluateCommand(CorpusCatalog corpora, TextWriter output)
{
    private readonly EvaluationCorpora _texts = new(corpora);

    /// <summary>The command.</summary>
    public Command Evaluate()
    {
        var models = new Argument<string[]>("model") { Description = "Ids of packages in the zoo, or folders of packages", Arity = ArgumentArity.OneOrMore };
        var zoo = new Option<string>("--models") { Description = "Folder of the zoo", DefaultValueFactory = _ => DataFolder.InRepository("models") };
        var corpus = new OwnCorpusOptions(
            $"auto: the part that the training kept back of its corpus; real, sample: of the architecture's real or generated corpus; one of {string.Join(", ", _texts.Names)}; or a .csv, .tsv or .jsonl file of your own texts");
        var json = new Option<bool>("--json") { Description = "Write a JSON array" };
        var csv = new Option<string?>("--csv") { Description = "Write the scores of every text", HelpName = "FILE" };
        var command = new Command("evaluate", "Evaluates packages through the runtime: accuracy, precision, recall, F1, log loss, AUC, calibration and mistakes.") { models, zoo, corpus.Corpus, json, csv };
        corpus.AddFileTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var name = parsed.GetRequiredValue(corpus.Corpus);
            var request = _texts.Names.Contains(name) ? new EvaluationRequest { Name = name } : new EvaluationRequest { Choice = corpus.Choice(parsed), Own = corpus.Own(parsed) };
            ModelEvaluation[] evaluations = [.. parsed.GetRequiredValue(models).Distinct().Select(model => Evaluate(Open(model, parsed.GetRequiredValue(zoo)), request, cancellation))];
            if (parsed.GetValue(csv) is { } path)
            {
                DurableFile.Replace(Path.GetFullPath(path), Encoding.UTF8.GetBytes(EvaluationOutput.ToCsv(evaluations)));
            }

            if (parsed.GetValue(json))
            {
                output.WriteLine(EvaluationOutput.ToJson(evaluations));
            }
            else
            {
                EvaluationOutput.WriteTables(output, evaluations);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static ModelPackage Open(string model, string zoo)
    {
        if (File.Exists(Path.Combine(model, ModelManifest.FileName)))
        {
            return ModelPackage.Open(model);
        }

        using var opened = ModelZoo.Open(zoo);
        return opened.OpenPackage(model);
    }

    private ModelEvaluation Evaluate(ModelPackage package, EvaluationRequest request, CancellationToken cancellation)
    {
        using var classifier = Evaluator.Load(package);
        return Evaluator.Evaluate(package, classifier, _texts.Find(package, request), cancellation);
    }
}
