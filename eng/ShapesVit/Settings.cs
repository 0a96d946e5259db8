using System.CommandLine;

namespace ShapesVit;

/// <summary>What the command line says. The defaults made what lies in models/shapes-vit.</summary>
internal sealed record Settings
{
    public required string Folder { get; init; }

    public required int Rounds { get; init; }

    /// <summary>The round after which it ends, before the rate has come down along its cosine; within that round it falls to zero.</summary>
    public required int Last { get; init; }

    public required int PerClass { get; init; }

    /// <summary>In which share of the rounds pictures are easier than they will be.</summary>
    public required double EasyShare { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required double Rate { get; init; }

    public required int Seed { get; init; }

    public required int Most { get; init; }

    public required bool Sheet { get; init; }

    /// <summary>Runs the program with the settings of a command line.</summary>
    public static int Run(string[] arguments, Action<Settings> program)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Where everything is written. Rounds that it has are not done again." };
        var rounds = Value("--rounds", "The rounds that the cosine of the rate is laid out for.", 24);
        var last = Value("--last", "The round after which it ends. In it the rate falls to zero.", 18);
        var perClass = Value("--per-class", "The pictures of each class that are drawn for a round.", 220);
        var easy = Value("--easy", "The share of the rounds in which pictures are easier than later, less and less so.", 0.3);
        var epochs = Value("--epochs", "Passes over the pictures of a round.", 1);
        var batch = Value("--batch-size", "Pictures of a step.", 32);
        var rate = Value("--rate", "The rate of the first round; it falls along a cosine.", 8e-4);
        var seed = Value("--seed", "The seed of everything.", 1);
        var most = Value("--most", "How many rounds to do now.", int.MaxValue);
        var sheet = new Option<bool>("--sheet") { Description = "Draws a few pictures of each class into FOLDER/sheet.png, and trains nothing." };
        var command = new RootCommand("Makes models/shapes-vit: a vision transformer that has learnt to tell drawn shapes apart.")
        {
            folder, rounds, last, perClass, easy, epochs, batch, rate, seed, most, sheet,
        };
        command.SetAction(parsed => program(new Settings
        {
            Folder = parsed.GetRequiredValue(folder),
            Rounds = parsed.GetRequiredValue(rounds),
            Last = parsed.GetRequiredValue(last),
            PerClass = parsed.GetRequiredValue(perClass),
            EasyShare = parsed.GetRequiredValue(easy),
            Epochs = parsed.GetRequiredValue(epochs),
            BatchSize = parsed.GetRequiredValue(batch),
            Rate = parsed.GetRequiredValue(rate),
            Seed = parsed.GetRequiredValue(seed),
            Most = parsed.GetRequiredValue(most),
            Sheet = parsed.GetValue(sheet),
        }));
        return command.Parse(arguments).Invoke();
    }

    private static Option<T> Value<T>(string name, string description, T value) => new(name) { Description = description, DefaultValueFactory = _ => value };
}
