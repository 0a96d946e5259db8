using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.ML.Nola;

namespace Nola.Tool.Generating;

/// <summary>The options of a command that say how text is generated. What is not given stays as the model has it.</summary>
internal sealed class GenerationArguments
{
    private readonly List<Setting> _settings = [];

    public GenerationArguments()
    {
        Add<int?>("MaxNewTokens", "--max-new-tokens", "N", "The most tokens of a text; default: what the zip says, else 64.", static (to, value) => to.MaxNewTokens = value!.Value);
        Add<double?>(
            "Temperature", "--temperature", "T",
            "Draw tokens by their probability, the probable ones more often below 1; default: what the zip says, else the most probable each time.",
            static (to, value) => to.Temperature = value!.Value, draws: true);
        Add<double?>(
            "TopP", "--top-p", "P", "Draw from the most probable tokens that have this probability together.", static (to, value) => to.TopP = value!.Value, draws: true);
        Add<int?>("TopK", "--top-k", "K", "Draw from so many of the most probable tokens; 0 is all.", static (to, value) => to.TopK = value!.Value, draws: true);
        Add<double?>(
            "MinP", "--min-p", "P", "Draw from tokens that have at least this share of the most probable one's probability.",
            static (to, value) => to.MinP = value!.Value, draws: true);
        Add<int?>("Seed", "--seed", "N", "The seed of the draws; default: what the zip says, else 0.", static (to, value) => to.Seed = value);
        Add<int?>("NumBeams", "--num-beams", "N", "Beam search, without draws, with so many beams.", static (to, value) => to.NumBeams = value!.Value);
        Add<double?>(
            "LengthPenalty", "--length-penalty", "X", "In beam search, above 0 favours long texts.", static (to, value) => to.LengthPenalty = value!.Value);
        Add<int?>(
            "NoRepeatNGramSize", "--no-repeat-ngram-size", "N", "No run of so many tokens comes twice; 0 is no such rule.",
            static (to, value) => to.NoRepeatNGramSize = value!.Value);
        Add<double?>(
            "RepetitionPenalty", "--repetition-penalty", "X", "Above 1 makes less probable what has been there.", static (to, value) => to.RepetitionPenalty = value!.Value);
        Add<string[]>("StopStrings", "--stop", "TEXT", "The text ends before this one; may be given several times.", static (to, values) =>
        {
            to.StopStrings.Clear();
            Array.ForEach(values!, to.StopStrings.Add);
        });
    }

    /// <summary>Adds the options to a command, and what refuses values that are out of range.</summary>
    public void AddTo(Command command)
    {
        _settings.ForEach(setting => command.Options.Add(setting.Option));
        command.Validators.Add(result =>
        {
            if (!result.Errors.Any() && FindFault(result) is { } fault)
            {
                result.AddError(fault);
            }
        });
    }

    /// <summary>Sets what was given.</summary>
    /// <returns>A sentence on what was given and has no effect; null if all has.</returns>
    public string? Apply(ParseResult parsed, NolaGenerationOptions options)
    {
        Apply(parsed.CommandResult, options);
        IReadOnlyList<string> unused = options.FindUnused();
        string[] names = [.. Given(parsed.CommandResult).Where(setting => unused.Contains(setting.Property, StringComparer.Ordinal)).Select(static setting => setting.Option.Name)];
        return names.Length == 0 ? null : $"{string.Join(", ", names)} {(names.Length == 1 ? "has" : "have")} no effect beside the other settings.";
    }

    private string? FindFault(CommandResult result)
    {
        var options = new NolaGenerationOptions();
        Apply(result, options);
        if (options.NumBeams > 1 && Given(result).FirstOrDefault(static setting => setting.Draws) is { } draw)
        {
            return $"{draw.Option.Name} draws tokens, and --num-beams searches without draws; leave one of them out.";
        }

        var faults = new OptionFaults();
        options.CollectFaults(faults);
        return faults.Any ? $"{_settings.Aggregate(faults.ToString(), static (text, setting) => text.Replace($"{setting.Property} ", $"{setting.Option.Name} ", StringComparison.Ordinal))}." : null;
    }

    private void Apply(CommandResult result, NolaGenerationOptions options)
    {
        Setting[] given = [.. Given(result)];
        bool searches = given.Any(static setting => setting.Property == nameof(NolaGenerationOptions.NumBeams));
        if (given.Any(static setting => setting.Draws))
        {
            (options.DoSample, options.NumBeams) = (true, 1);
        }
        else if (searches)
        {
            options.DoSample = false;
        }

        foreach (Setting setting in given)
        {
            setting.Set(result, options);
        }

        options.MinNewTokens = Math.Min(options.MinNewTokens, Math.Max(0, options.MaxNewTokens));
    }

    private IEnumerable<Setting> Given(CommandResult result) => _settings.Where(setting => result.GetResult(setting.Option) is not null);

    private void Add<T>(string property, string name, string help, string description, Action<NolaGenerationOptions, T?> set, bool draws = false)
    {
        var option = new Option<T>(name) { Description = description, HelpName = help };
        _settings.Add(new Setting(property, option, draws, (result, options) => set(options, result.GetValue(option))));
    }

    private sealed record Setting(string Property, Option Option, bool Draws, Action<CommandResult, NolaGenerationOptions> Set);
}
