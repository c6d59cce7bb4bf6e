using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Configuration;

namespace RnnOnnx.Trainer.Configuration;

/// <summary>
/// Takes from the configuration what a command line leaves out: the setting <c>Training:PaddingSkip</c> is the option <c>--padding-skip</c>, whatever commands have it.
/// Such a value is read and checked as if it stood on the command line.
/// </summary>
/// <param name="configuration">The settings.</param>
public sealed class OptionSettings(IConfiguration configuration)
{
    /// <summary>The setting that stands for an option.</summary>
    public static string Key(Option option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return string.Concat(option.Name.TrimStart('-').Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    /// <summary>Adds the name of its setting to the description of every option.</summary>
    /// <param name="commands">The commands whose options have settings.</param>
    public static void Describe(IReadOnlyList<Command> commands)
    {
        foreach (var option in Options(commands))
        {
            option.Description += $" [{TrainerConfiguration.Section}:{Key(option)}]";
        }
    }

    /// <summary>Completes a command line.</summary>
    /// <param name="root">What understands it.</param>
    /// <param name="given">The command line as it was given.</param>
    /// <param name="commands">The commands whose options have settings; another command is left as it is.</param>
    /// <exception cref="ConfigurationException">There is no such setting, or it cannot have that value.</exception>
    public ParseResult Complete(RootCommand root, ParseResult given, IReadOnlyList<Command> commands)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(given);
        var command = given.CommandResult.Command;
        if (!commands.Contains(command) || given.Action is HelpAction)
        {
            return given;
        }

        var section = configuration.GetSection(TrainerConfiguration.Section);
        RefuseUnknown(section, [.. Options(commands).Select(Key), RecipeSettings.Section]);
        var settings = Options([command]).Where(option => given.GetResult(option) is null or { Implicit: true })
            .Select(option => (Option: option, Setting: section.GetSection(Key(option)))).Where(s => s.Setting.Exists()).ToArray();
        if (settings.Length == 0)
        {
            return given;
        }

        // A flag followed by another word is a flag and an argument.
        if (settings.FirstOrDefault(s => s.Option.ValueType == typeof(bool) && !bool.TryParse(s.Setting.Value, out _)) is { Setting: { } flag })
        {
            throw new ConfigurationException($"{TrainerConfiguration.Name(configuration, flag)} is '{flag.Value}', and takes true or false");
        }

        // Before what ends the options, and at the end otherwise: an option of several values would take the arguments after it.
        var words = given.Tokens.Select(token => token.Value).ToList();
        var end = given.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        words.InsertRange(end, settings.SelectMany(s => Values(s.Setting).Select(value => $"{s.Option.Name}={value}")));
        var completed = root.Parse(words);
        foreach (var error in completed.Errors)
        {
            if (settings.FirstOrDefault(s => s.Option == OptionOf(error.SymbolResult)) is { Setting: { } setting })
            {
                throw new ConfigurationException($"{TrainerConfiguration.Name(configuration, setting)}: {error.Message}");
            }
        }

        return completed;
    }

    private void RefuseUnknown(IConfigurationSection section, IReadOnlyList<string> known)
    {
        foreach (var setting in section.GetChildren())
        {
            if (!known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new ConfigurationException($"{TrainerConfiguration.Name(configuration, setting)} is no setting; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}");
            }
        }
    }

    private static IEnumerable<Option> Options(IEnumerable<Command> commands) =>
        commands.SelectMany(command => command.Options).Where(option => option is not HelpOption && !option.Hidden).Distinct();

    private static IEnumerable<string> Values(IConfigurationSection setting) => setting.Value is { } value ? [value] : setting.GetChildren().SelectMany(Values);

    private static Option? OptionOf(SymbolResult? result) => result switch
    {
        OptionResult option => option.Option,
        ArgumentResult { Parent: OptionResult option } => option.Option,
        _ => null,
    };
}
