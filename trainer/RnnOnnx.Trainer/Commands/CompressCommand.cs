using System.CommandLine;
using System.CommandLine.Parsing;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Compression;
using RnnOnnx.Trainer.Export;
using TorchSharp;

namespace RnnOnnx.Trainer.Commands;

/// <summary><c>compress</c>: packages whose weights take fewer bytes.</summary>
/// <param name="compressor">Compresses one.</param>
/// <param name="output">Where lines about them go.</param>
public sealed class CompressCommand(PackageCompressor compressor, TextWriter output)
{
    private readonly Argument<string[]> _ids = new("model") { Description = "Ids of packages in the zoo", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all = new("--all") { Description = "All packages of the zoo; those that the output has already are left as they are" };
    private readonly Option<string> _models = new("--models") { Description = "Folder of the zoo that training wrote", DefaultValueFactory = _ => TrainCommand.DefaultModels() };
    private readonly Option<string?> _output = new("--output") { Description = "Folder of the zoo that receives the packages; without it they take the place of those that training wrote", HelpName = "DIR" };
    private readonly Option<double> _budget = new("--budget") { Description = "The most accuracy, 0 to 1, that may be lost on the validation part, and on the test part", DefaultValueFactory = _ => StorageManifest.MostLoss };

    /// <summary>The command.</summary>
    public Command Compress()
    {
        var command = new Command("compress", "Stores the weights of packages in the fewest bytes that keep their accuracy: float16, and int8 rows for embeddings. One that fails does not stop the others.")
        {
            _ids, _all, _models, _output, _budget,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_all) == result.GetValue(_ids) is { Length: > 0 })
            {
                result.AddError("name packages, or all of them with --all");
            }
        });
        _budget.Validators.Add(result =>
        {
            if (result.Tokens.Any(word => double.TryParse(word.Value, out var value) && value is not (>= 0 and < 1)))
            {
                result.AddError("--budget lies between 0 and 1");
            }
        });
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        torch.set_num_threads(1);
        var (models, all) = (parsed.GetRequiredValue(_models), parsed.GetValue(_all));
        var options = new CompressionOptions { Output = parsed.GetValue(_output) ?? models, Budget = parsed.GetValue(_budget) };

        // A package that was being replaced when a process died is not in the list before it is back, and one that was replaced not in the index.
        if (Directory.Exists(options.Output))
        {
            new PackageWriter(options.Output).Recover();
        }

        using var zoo = ModelZoo.Open(models);
        var wanted = all ? [.. zoo.Models.Select(model => model.Id)] : parsed.GetRequiredValue(_ids);
        var (before, after, failed) = (0L, 0L, 0);

        // An ensemble is joined of the members that are compressed by then.
        string[] ordered = [.. wanted.Distinct().OrderBy(id => ArchitectureRegistry.All.Any(a => a.Id == id && a.Members.Count > 0))];
        foreach (var id in ordered)
        {
            try
            {
                var package = zoo.OpenPackage(id);
                PackageCompressor.Clear(id, options);
                var storage = (all ? InPlace(package, options.Output) : null) ?? compressor.Compress(package, options, cancellation).Storage!;
                (before, after) = (before + storage.Float32Bytes, after + storage.Bytes);
            }
            catch (RnnOnnxException e)
            {
                failed++;
                Console.Error.WriteLine($"trainer: {id}: {e.Message}");
            }
        }

        output.WriteLine($"compress: {ordered.Length - failed} packages, {before:N0} bytes of graphs to {after:N0}; {failed} failed");
        return failed == 0 ? 0 : TrainerCommandLine.Failed;
    }

    // What was made of this very graph need not be made again.
    private static StorageManifest? InPlace(ModelPackage package, string zoo)
    {
        try
        {
            var manifest = package.Manifest;
            return manifest.Storage
                ?? (Directory.Exists(Path.Combine(zoo, manifest.Id)) && ModelPackage.Open(Path.Combine(zoo, manifest.Id)).Manifest is { Storage: { } storage } there
                    && storage.Float32Sha256 == manifest.Files.Single(file => file.Path == manifest.Graph.File).Sha256
                    && there.Training.Fingerprint == manifest.Training.Fingerprint
                    ? storage
                    : null);
        }
        catch (PackageException)
        {
            // A damaged package is made anew.
            return null;
        }
    }
}
