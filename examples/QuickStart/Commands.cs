using System.CommandLine;

namespace QuickStart;

/// <summary>The command line: the tour itself, and the hidden command that its second process runs.</summary>
internal static class Commands
{
    /// <summary>The name of the hidden command.</summary>
    public const string Predict = "predict";

    public static RootCommand Create()
    {
        var backbone = new Option<string?>("--backbone")
        {
            Description = "A BERT folder of your own: config.json, model.safetensors, vocab.txt.",
            HelpName = "FOLDER",
        };
        var data = new Option<string?>("--data")
        {
            Description =
                "Texts of your own: a .tsv, .csv or .jsonl file with a column of texts and one of labels. A fifth of the rows is kept for testing.",
            HelpName = "FILE",
        };
        var label = new Option<string?>("--label") { Description = "The column of --data that has the labels, if it is not found by itself.", HelpName = "COLUMN" };
        var text = new Option<string?>("--text") { Description = "The column of --data that has the texts, if it is not found by itself.", HelpName = "COLUMN" };
        var json = new Option<string?>("--json") { Description = "Also write the numbers to this file.", HelpName = "FILE" };
        var seed = new Option<int>("--seed") { Description = "Another order of the rows and other draws of dropout.", HelpName = "N" };
        var root = new RootCommand(
            "Fits ML.NET's own text pipeline, a linear probe and a NOLA adapter on a frozen transformer, saves the model zip, loads it in a second process.")
        {
            backbone,
            data,
            label,
            text,
            json,
            seed,
            CreatePredict(),
        };
        root.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var options = new QuickStartOptions(
                parsed.GetValue(backbone),
                parsed.GetValue(data),
                parsed.GetValue(label),
                parsed.GetValue(text),
                parsed.GetValue(json),
                parsed.GetValue(seed));
            options.Validate();
            new Tour(options, interruption.Token).Run();
            return 0;
        });
        return root;
    }

    private static Command CreatePredict()
    {
        var zip = new Argument<string>("zip");
        var predict = new Command(Predict, "Loads a model zip, reads a JSON array of texts from standard input, writes the scores to standard output.")
        {
            zip,
        };
        predict.Hidden = true;
        predict.SetAction(parsed =>
        {
            SecondProcess.Serve(parsed.GetRequiredValue(zip));
            return 0;
        });
        return predict;
    }
}
