using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.ML.Nola;
using Nola.Tables.Completions;
using Nola.Tables.Labels;
using Nola.Tool.Fitting;
using Nola.Tool.Running;

namespace Nola.Tool.Commands;

/// <summary><c>nola fit</c>.</summary>
internal static class FitCommand
{
    private const double DefaultHoldout = 0.2;
    private const string Auto = "auto";
    private const string TextGeneration = "text-generation";

    public static Command Create()
    {
        var data = new Argument<string>("DATA") { Description = "A file of texts and labels, or of prompts and completions: .tsv, .csv, .jsonl or .txt, whatever its separator; or a folder with a folder of pictures for each class." };
        Option<string?> label = CommonOptions.Column("--label", "The label column, by name or number; default: found by header and content.");
        Option<string?> text = CommonOptions.Column("--text", "The text column, by name or number; default: the one with the longest texts.");
        Option<string?> text2 = CommonOptions.Column("--text2", "The column of a second text, by name or number.");
        Option<string?> prompt = CommonOptions.Column("--prompt", "Text generation: what the model reads, by name or number; default: found by header, else the first of two.");
        Option<string?> completion = CommonOptions.Column("--completion", "Text generation: what is to follow, by name or number; default: found by header, else the second of two.");
        Option<string> task = new Option<string>("--task")
        {
            Description = "auto, multiclass, binary, regression, multi-label (labels with commas between them), text-generation or image-classification; auto takes the last one for a folder of pictures and never the two before.",
            HelpName = "TASK",
            DefaultValueFactory = static _ => Auto,
        }.AcceptOnlyFromAmong(Auto, "multiclass", "binary", "regression", "multi-label", TextGeneration, ImageArguments.Task);
        var images = new ImageArguments();
        Option<string> method = new Option<string>("--method")
        {
            Description = "What is fitted beside the head: nola (coefficients of random bases), lora, probe (nothing) or full (every number of a copy).",
            HelpName = "METHOD",
            DefaultValueFactory = static _ => "nola",
        }.AcceptOnlyFromAmong("nola", "lora", "probe", "full");
        Option<string?> backbone = CommonOptions.Backbone("A Hugging Face folder, or a GGUF file, with a backbone of your own; default: all-MiniLM-L6-v2, which comes with nola.");
        var epochs = new Option<int?>("--epochs") { Description = "How often each row is learnt from; default: by the number of rows.", HelpName = "N" };
        var batchSize = new Option<int?>("--batch-size") { Description = "The rows of a step; default: 16.", HelpName = "N" };
        var rate = new Option<double?>("--learning-rate") { Description = "The peak learning rate; default: by method and task.", HelpName = "X" };
        var rank = new Option<int?>("--rank") { Description = "The rank of the updates of nola and lora; default: 8.", HelpName = "N" };
        Option<string?> quantization = CommonOptions.BaseQuantization();
        Option<string> scoring = new Option<string>("--scoring")
        {
            Description = "How the fitted model scores: unmerged, the adapter beside the backbone's weights; merged, in copies of them, faster and larger in memory; or auto.",
            HelpName = "MODE",
            DefaultValueFactory = static _ => "unmerged",
        }.AcceptOnlyFromAmong("unmerged", "merged", "auto");
        var tokens = new Option<int?>("--max-new-tokens") { Description = "Text generation: the most tokens that the model generates; default: 64.", HelpName = "N" };
        var seed = new Option<int>("--seed")
        {
            Description = "The seed of the fit and of the held-out rows.",
            HelpName = "N",
            DefaultValueFactory = static _ => 1,
        };
        var test = new Option<string?>("--test")
        {
            Description = "A file of rows to be tested on; default: some rows of DATA are held out.",
            HelpName = "FILE",
        };
        var holdout = new Option<double?>("--holdout")
        {
            Description = "The share of DATA to be tested on, 0 to 0.9; 0 learns from every row and tests on none; default: 0.2.",
            HelpName = "SHARE",
        };
        var output = new Option<string>("--output", "-o") { Description = "The model zip to write.", HelpName = "model.zip", Required = true };
        Option<string?> report = CommonOptions.Report();
        Option<char?> separator = CommonOptions.Separator();
        Option<bool> noHeader = CommonOptions.NoHeader();
        holdout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0 or > 0.9)
            {
                result.AddError("--holdout must be 0 to 0.9.");
            }
        });
        epochs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--epochs must be 1 or more.");
            }
        });
        var command = new Command("fit", "Fits a model and saves it as a zip.")
        {
            data, task, label, text, text2, prompt, completion, method, backbone, quantization, scoring, epochs, batchSize, rate, rank, seed, tokens, test, holdout, output,
            report, separator, noHeader,
        };
        Array.ForEach(images.All, command.Options.Add);
        command.Validators.Add(result =>
        {
            if (result.GetValue(scoring) == "merged" && result.GetValue(quantization) is { } type and not "none")
            {
                result.AddError($"--scoring merged does not go with --base-quantization {type}: merged weights are not quantised.");
            }
        });
        command.Validators.Add(result =>
        {
            bool areImages = AreImages(result, task, data);
            Option[] others =
            [
                .. result.GetValue(task) == TextGeneration ? (Option[])[label, text, text2] : [prompt, completion, tokens],
                .. !areImages ? images.All : Directory.Exists(result.GetValue(data)) ? [label, text, text2, separator, noHeader] : (Option[])[text2],
            ];
            string[] strange = Given(result, others);
            if (strange.Length > 0)
            {
                string verb = strange.Length == 1 ? "does" : "do";
                string asked = areImages ? ImageArguments.Task : result.GetValue(task) ?? Auto;
                result.AddError($"{string.Join(", ", strange)} {verb} not go with --task {asked}.");
            }

            if (areImages && result.GetResult(backbone) is null)
            {
                result.AddError("pictures need --backbone: the one that comes with nola reads texts.");
            }

            if (result.GetValue(task) == TextGeneration && result.GetResult(backbone) is null)
            {
                result.AddError("--task text-generation needs --backbone: the one that comes with nola is no language model.");
            }
        });
        command.Validators.Add(result =>
        {
            var faults = new OptionFaults();
            new AdapterConfig { Rank = result.GetValue(rank) ?? 1 }.CollectFaults(faults);
            new NolaTrainingOptions { BatchSize = result.GetValue(batchSize) ?? 1, LearningRate = result.GetValue(rate) }.CollectFaults(faults);
            new NolaGenerationOptions { MaxNewTokens = result.GetValue(tokens) ?? 1 }.CollectFaults(faults);
            if (faults.Any)
            {
                result.AddError(FitOptions.InOptions($"{faults}."));
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(test) is not null && result.GetResult(holdout) is not null)
            {
                result.AddError("--test and --holdout exclude each other.");
            }
        });
        command.SetAction(parsed =>
        {
            var columns = new LabelledTableOptions
            {
                Label = parsed.GetValue(label),
                Text = parsed.GetValue(text),
                Text2 = parsed.GetValue(text2),
                Task = parsed.GetValue(task) switch
                {
                    "multiclass" => LabelTask.Multiclass,
                    "binary" => LabelTask.Binary,
                    "regression" => LabelTask.Regression,
                    "multi-label" => LabelTask.MultiLabel,
                    _ => null,
                },
                Separator = parsed.GetValue(separator),
                HasHeader = parsed.GetValue(noHeader) ? false : null,
            };
            CompletionTableOptions? completions = parsed.GetValue(task) != TextGeneration ? null : new CompletionTableOptions
            {
                Prompt = parsed.GetValue(prompt),
                Completion = parsed.GetValue(completion),
                Separator = columns.Separator,
                HasHeader = columns.HasHeader,
            };
            using var interruption = new Interruption("Stopping; what was learnt so far is kept (Ctrl+C again ends at once) ...");
            return new FitRun(
                new FitSettings
                {
                    Data = parsed.GetRequiredValue(data),
                    Columns = columns,
                    Completions = completions,
                    Images = AreImages(parsed.CommandResult, task, data) ? images.Read(parsed) : null,
                    MaxNewTokens = parsed.GetValue(tokens),
                    Method = parsed.GetValue(method) switch
                    {
                        "lora" => AdaptationMethod.LoRA,
                        "probe" => AdaptationMethod.LinearProbe,
                        "full" => AdaptationMethod.FullFineTuning,
                        _ => AdaptationMethod.Nola,
                    },
                    Backbone = parsed.GetValue(backbone),
                    BaseQuantization = CommonOptions.ParseQuantization(parsed.GetValue(quantization)) ?? BaseQuantization.None,
                    Scoring = Enum.Parse<ScoringMode>(parsed.GetRequiredValue(scoring), ignoreCase: true),
                    Epochs = parsed.GetValue(epochs),
                    BatchSize = parsed.GetValue(batchSize),
                    LearningRate = parsed.GetValue(rate),
                    Rank = parsed.GetValue(rank),
                    Seed = parsed.GetValue(seed),
                    Test = parsed.GetValue(test),
                    Holdout = parsed.GetValue(holdout) ?? DefaultHoldout,
                    Output = parsed.GetRequiredValue(output),
                    Report = parsed.GetValue(report),
                },
                Console.Out,
                interruption.Token).Run();
        });
        return command;
    }

    private static bool AreImages(CommandResult result, Option<string> task, Argument<string> data) =>
        ImageArguments.IsAsked(result.GetValue(task) is { } name && name != Auto ? name : null, result.GetValue(data));

    private static string[] Given(CommandResult result, params Option[] options) =>
        [.. options.Where(option => result.GetResult(option) is { Implicit: false }).Select(static option => option.Name)];
}
