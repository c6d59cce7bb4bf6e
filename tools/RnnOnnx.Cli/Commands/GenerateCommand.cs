using System.CommandLine;
using RnnOnnx.Generation;

namespace RnnOnnx.Cli.Commands;

/// <summary><c>rnnonnx generate</c>: text from a model, as it comes.</summary>
internal static class GenerateCommand
{
    private const int Interrupted = 130;

    private static readonly GenerationOptions Defaults = new();

    /// <summary>Creates the command.</summary>
    public static Command Create(Option<string?> models)
    {
        var model = new Argument<string>("MODEL") { Description = "The id of a model that generates text" };
        var prompt = new Argument<string>("PROMPT") { Description = "How the text begins (quote it); what follows it is written", DefaultValueFactory = static _ => "" };
        var temperature = new Option<double>("--temperature") { Description = "0 takes the likeliest character, larger numbers dare more", DefaultValueFactory = static _ => Defaults.Temperature };
        var topK = new Option<int?>("--top-k") { Description = "Choose among this many of the likeliest characters (default: all)" };
        var seed = new Option<long?>("--seed") { Description = "The same seed gives the same text (default: another text each time)" };
        var maximumLength = new Option<int>("--max-length") { Description = "Most characters to write", DefaultValueFactory = static _ => Defaults.MaximumLength };
        var provider = ProviderOption.Create("What computes the model (default: auto)");
        Demand<double>(temperature, static value => value is >= 0 and < double.PositiveInfinity, "a number of at least 0");
        Demand<int>(topK, static value => value >= 1, "at least 1");
        Demand<int>(maximumLength, static value => value >= 1, "at least 1");
        var command = new Command("generate", "Writes text, character by character.") { model, prompt, temperature, topK, seed, maximumLength, provider };
        command.SetAction(async (result, cancellation) =>
        {
            // The command line starts to listen for Ctrl-C when it gets the task back, which must be before the first character.
            await Task.Yield();
            using var zoo = ModelsFolder.Open(result.GetValue(models));
            using var generator = zoo.LoadGenerator(result.GetRequiredValue(model), ProviderOption.Parse(result.GetValue(provider)));
            var options = new GenerationOptions
            {
                Temperature = result.GetValue(temperature),
                TopK = result.GetValue(topK),
                Seed = result.GetValue(seed),
                MaximumLength = result.GetValue(maximumLength),
            };
            return await Write(generator.GenerateAsync(result.GetRequiredValue(prompt), options, cancellation));
        });
        return command;
    }

    private static async Task<int> Write(IAsyncEnumerable<string> text)
    {
        await using var output = StandardOutput.Open();
        try
        {
            await foreach (var character in text)
            {
                await output.WriteAsync(SingleLine.Of(character));
                await output.FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            await output.WriteLineAsync();
            return Interrupted;
        }

        await output.WriteLineAsync();
        return 0;
    }

    // Looks at the word itself: asking for the value of one that is no number would end the program, where the command line's own message is the right one.
    private static void Demand<T>(Option option, Func<T, bool> right, string range)
        where T : struct, IParsable<T> => option.Validators.Add(result =>
    {
        if (result.Tokens is [var word] && T.TryParse(word.Value, null, out var value) && !right(value))
        {
            result.AddError($"{option.Name} is {range}");
        }
    });
}
