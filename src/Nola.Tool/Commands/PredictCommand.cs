using System.CommandLine;
using System.Text;
using Microsoft.ML;
using Nola.Tables.Files;
using Nola.Tool.Models;
using Nola.Tool.Predicting;
using Nola.Tool.Running;

namespace Nola.Tool.Commands;

/// <summary><c>nola predict</c>.</summary>
internal static class PredictCommand
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        var zip = new Argument<string>("MODEL") { Description = "A model zip." };
        var data = new Argument<string>("DATA")
        {
            Description = "A file, or - for standard input: one text a line; rows under a header that names the text column; or JSON lines.",
            DefaultValueFactory = static _ => StandardInput,
        };
        Option<string?> text = CommonOptions.Column("--text", "The text column, by name; default: the one that the model was fitted with.");
        Option<string?> backbone = CommonOptions.Backbone("A folder with the model's backbone, or the parent of some; default: the usual places.");
        Option<string?> format = new Option<string?>("--format")
        {
            Description = "What is written: tsv or jsonl; default: jsonl for JSON lines, else tsv.",
            HelpName = "FORMAT",
        }.AcceptOnlyFromAmong("tsv", "jsonl");
        var scores = new Option<bool>("--scores") { Description = "Also write the probability of every label." };
        var output = new Option<string?>("--output", "-o") { Description = "The file to write; default: standard output.", HelpName = "FILE" };
        var command = new Command("predict", "Predicts labels, or generates texts, row by row, in the order of the rows.") { zip, data, text, backbone, format, scores, output };
        command.SetAction(parsed =>
        {
            Machine.Check();
            string? target = parsed.GetValue(output);
            if (target is not null)
            {
                TargetFile.Check(target);
            }

            var ml = new MLContext();
            using SavedModel model = SavedModel.Load(ml, parsed.GetRequiredValue(zip), parsed.GetValue(backbone));
            model.RequireTextInput();
            string source = parsed.GetRequiredValue(data);
            using TextReader reader = source == StandardInput ? OpenStandardInput() : TextFile.Open(source);
            var run = new PredictRun(ml, model)
            {
                Name = source == StandardInput ? "standard input" : source,
                Text = parsed.GetValue(text) ?? model.TextColumn,
                Format = parsed.GetValue(format),
                WithScores = parsed.GetValue(scores),
                // Who types wants an answer to each line.
                RowsAtOnce = source == StandardInput && !Console.IsInputRedirected ? 1 : model.GeneratesText ? PredictRun.ManyPrompts : PredictRun.ManyRows,
            };
            if (target is null)
            {
                using Stream stream = Console.OpenStandardOutput();
                run.Run(reader, stream);
            }
            else
            {
                TargetFile.Write(target, stream => run.Run(reader, stream));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static StreamReader OpenStandardInput() =>
        new(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true));
}
