using System.CommandLine;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Export;
using RnnOnnx.Trainer.Training;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>cards</c>: writes the cards of a zoo's packages anew, without training.</summary>
/// <param name="output">Receives a line per package.</param>
public sealed class CardsCommand(TextWriter output)
{
    /// <summary>The command.</summary>
    public Command Cards()
    {
        var ids = new Argument<string[]>("model") { Description = "Ids of packages; without any all of the zoo", Arity = ArgumentArity.ZeroOrMore };
        var zoo = new Option<string>("--models") { Description = "Folder of the zoo", DefaultValueFactory = _ => DataFolder.InRepository("models") };
        var command = new Command("cards", "Writes the cards of packages anew, of what the packages, the networks and results.csv say now, with the figures over seeds; all other files stay as they are.") { ids, zoo };
        command.SetAction((parsed, cancellation) => Task.FromResult(Write(parsed.GetRequiredValue(zoo), parsed.GetValue(ids) ?? [], cancellation)));
        return command;
    }

    private int Write(string models, string[] ids, CancellationToken cancellation)
    {
        // A package that was being replaced when a process died is not in the list before it is back.
        if (Directory.Exists(models))
        {
            new PackageWriter(models).Recover();
        }

        using var zoo = ModelZoo.Open(models);
        var results = ResultsTable.Read(Path.Combine(zoo.Folder, ResultsTable.FileName));
        var all = zoo.Models.Select(model => model.Id).ToArray();
        if (ids.FirstOrDefault(id => !all.Contains(id)) is { } unknown)
        {
            throw new RnnOnnxException($"{zoo.Folder} has no package '{unknown}'; it has {(all.Length == 0 ? "none" : string.Join(", ", all))}");
        }

        var (writer, failed) = (new CardWriter(zoo.Folder), 0);
        foreach (var id in ids.Length > 0 ? ids : all)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                output.WriteLine($"{id}: {(writer.Rewrite(id, results) ? "wrote its card" : "its card is up to date")}");
            }
            catch (PackageException e)
            {
                failed++;
                Console.Error.WriteLine($"trainer: {e.Message}");
            }
        }

        return failed == 0 ? 0 : TrainerCommandLine.Failed;
    }
}
