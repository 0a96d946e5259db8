using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Reports;
using Nola.Tables;
using Nola.Tables.Completions;
using Nola.Tables.Files;
using Nola.Tables.Images;
using Nola.Tables.Labels;
using Nola.Tool.Models;
using Nola.Tool.Running;

namespace Nola.Tool.Commands;

/// <summary><c>nola evaluate</c>.</summary>
internal static class EvaluateCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var zip = new Argument<string>("MODEL") { Description = "A model zip." };
        var data = new Argument<string>("DATA") { Description = "A file of texts and labels, or of prompts and completions; or a folder with a folder of pictures for each class." };
        Option<string?> label = CommonOptions.Column("--label", "The label column, by name or number; default: the one that the model was fitted with.");
        Option<string?> text = CommonOptions.Column("--text", "The text column, by name or number; default: the one that the model was fitted with.");
        Option<string?> text2 = CommonOptions.Column("--text2", "The column of the second text, by name or number; default: as in the fit.");
        Option<string?> prompt = CommonOptions.Column("--prompt", "Of a model that generates text: the column of prompts; default: as in the fit.");
        Option<string?> completion = CommonOptions.Column("--completion", "Of a model that generates text: the column of completions; default: as in the fit.");
        Option<string?> backbone = CommonOptions.Backbone("A folder with the model's backbone, or the parent of some; default: the usual places.");
        Option<string?> report = CommonOptions.Report();
        Option<bool> json = CommonOptions.Json();
        Option<char?> separator = CommonOptions.Separator();
        Option<bool> noHeader = CommonOptions.NoHeader();
        var command = new Command("evaluate", "Measures a model on rows with labels or completions.")
        {
            zip, data, label, text, text2, prompt, completion, backbone, separator, noHeader, report, json,
        };
        command.SetAction(parsed =>
        {
            Machine.Check();
            string? page = parsed.GetValue(report);
            if (page is not null)
            {
                TargetFile.Check(page);
            }

            var ml = new MLContext();
            using SavedModel model = SavedModel.Load(ml, parsed.GetRequiredValue(zip), parsed.GetValue(backbone));
            model.RequireTextInput();
            if (page is not null && (model.GeneratesText || model.Task is LabelTask.Regression or LabelTask.MultiLabel))
            {
                string what = model.GeneratesText ? "texts" : model.Task == LabelTask.Regression ? "numbers" : "any number of labels";
                throw new FileFaultException($"'{model.Path}' predicts {what}, of which there is no report; leave --report out.");
            }

            string path = parsed.GetRequiredValue(data);
            char? between = parsed.GetValue(separator);
            bool? hasHeader = parsed.GetValue(noHeader) ? false : null;
            (Metrics metrics, IReadOnlyList<string> notes) = model.GeneratesText
                ? Compare(ml, model, path, new CompletionTableOptions
                {
                    Prompt = parsed.GetValue(prompt) ?? model.TextColumn,
                    Completion = parsed.GetValue(completion) ?? model.LabelColumn,
                    Separator = between,
                    HasHeader = hasHeader,
                })
                : Measure(ml, model, path, page, new LabelledTableOptions
                {
                    Label = parsed.GetValue(label) ?? model.LabelInput,
                    Text = parsed.GetValue(text) ?? model.TextColumn,
                    Text2 = model.Text2Column is null ? null : parsed.GetValue(text2) ?? model.Text2Column,
                    Task = model.Task,
                    Separator = between,
                    HasHeader = hasHeader,
                });
            if (parsed.GetValue(json))
            {
                JsonObject result = metrics.ToJson();
                Console.Out.WriteLine(result.ToJsonString(Indented));
            }
            else
            {
                foreach (string note in notes)
                {
                    Console.Out.WriteLine(note);
                }

                metrics.WriteTo(Console.Out);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static (Metrics Metrics, IReadOnlyList<string> Notes) Compare(MLContext ml, SavedModel model, string path, CompletionTableOptions options)
    {
        CompletionTable table = CompletionTable.Read(path, options);
        return (Metrics.Measure(ml, (NolaTextGenerationTransformer)model.Stage, table), table.Notes);
    }

    private static (Metrics Metrics, IReadOnlyList<string> Notes) Measure(
        MLContext ml, SavedModel model, string path, string? page, LabelledTableOptions options)
    {
        string input = model.LabelInput
            ?? throw new FileFaultException(
                $"which column of '{model.Path}' is its label cannot be told ({string.Join(", ", model.InputColumns)}); evaluate it in a program.");
        LabelledTable table = model.TakesImages && Directory.Exists(path)
            ? ImageFolder.ReadTest(path, model.KnownLabels)
            : LabelledTable.ReadTest(path, options, model.KnownLabels);
        IDataView rows = ModelRows.Create(
            ml,
            model,
            model.Text2Column is null ? [model.TextColumn, input] : [model.TextColumn, input, model.Text2Column],
            [.. table.Rows.Select(static row => (IReadOnlyList<string>)(row.Text2 is null ? [row.Text, row.Label] : [row.Text, row.Label, row.Text2]))]);
        Metrics.Check(model.Task, table);
        var scores = new KeptScores(ml, model.Transformer, rows);
        if (page is not null)
        {
            EvaluationReport.OfScored(ml, model.Transformer, scores, new EvaluationReportOptions { Title = $"{model.Path} on {table.Path}" }).SaveHtml(page);
        }

        return (Metrics.Measure(ml, scores.View, model.LabelColumn, model.Task, table, model.PredictedColumn), table.Notes);
    }
}
