using System.CommandLine;
using Microsoft.ML.Nola;
using Nola.Tables.Labels;
using Nola.Tool.Fitting;
using Nola.Tool.Running;

namespace Nola.Tool.Commands;

/// <summary><c>nola fit</c>.</summary>
internal static class FitCommand
{
    private const double DefaultHoldout = 0.2;

    public static Command Create()
    {
        var data = new Argument<string>("DATA") { Description = "A file of texts and labels: .tsv, .csv, .jsonl or .txt, whatever its separator." };
        Option<string?> label = CommonOptions.Column("--label", "The label column, by name or number; default: found by header and content.");
        Option<string?> text = CommonOptions.Column("--text", "The text column, by name or number; default: the one with the longest texts.");
        Option<string?> text2 = CommonOptions.Column("--text2", "The column of a second text, by name or number.");
        Option<string> task = new Option<string>("--task")
        {
            Description = "auto, multiclass, binary, regression or multi-label (labels with commas between them; auto never takes it).",
            HelpName = "TASK",
            DefaultValueFactory = static _ => "auto",
        }.AcceptOnlyFromAmong("auto", "multiclass", "binary", "regression", "multi-label");
        Option<string> method = new Option<string>("--method")
        {
            Description = "What is fitted beside the head: nola (coefficients of random bases), lora, probe (nothing) or full (every number of a copy).",
            HelpName = "METHOD",
            DefaultValueFactory = static _ => "nola",
        }.AcceptOnlyFromAmong("nola", "lora", "probe", "full");
        Option<string?> backbone = CommonOptions.Backbone("A Hugging Face folder, or a GGUF file, with a backbone of your own; default: all-MiniLM-L6-v2, which comes with nola.");
        var epochs = new Option<int?>("--epochs") { Description = "How often each row is learnt from; default: by the number of rows.", HelpName = "N" };
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
            data, label, text, text2, task, method, backbone, epochs, seed, test, holdout, output, report, separator, noHeader,
        };
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
            using var interruption = new Interruption("Stopping; what was learnt so far is kept (Ctrl+C again ends at once) ...");
            return new FitRun(
                new FitSettings
                {
                    Data = parsed.GetRequiredValue(data),
                    Columns = columns,
                    Method = parsed.GetValue(method) switch
                    {
                        "lora" => AdaptationMethod.LoRA,
                        "probe" => AdaptationMethod.LinearProbe,
                        "full" => AdaptationMethod.FullFineTuning,
                        _ => AdaptationMethod.Nola,
                    },
                    Backbone = parsed.GetValue(backbone),
                    Epochs = parsed.GetValue(epochs),
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
}
