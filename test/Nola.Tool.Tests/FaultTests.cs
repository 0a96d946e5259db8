using Nola.Testing;

namespace Nola.Tool.Tests;

/// <summary>What goes wrong for a newcomer: an exit code, one sentence, and never a stack trace. What can be wrong with rows is in Nola.Tables.Tests.</summary>
[TestClass]
public sealed class FaultTests
{
    [TestMethod]
    [DataRow(2, "Required argument 'DATA' missing for command: 'fit'.", "fit", "-o", "m.zip")]
    [DataRow(2, "Option '--output' is required.", "fit", "rows.tsv")]
    [DataRow(2, "--holdout must be 0 to 0.9.", "fit", "rows.tsv", "-o", "m.zip", "--holdout", "1.5")]
    [DataRow(2, "--test and --holdout exclude each other.", "fit", "rows.tsv", "-o", "m.zip", "--holdout", "0.5", "--test", "rows.tsv")]
    [DataRow(2, "--epochs must be 1 or more.", "fit", "rows.tsv", "-o", "m.zip", "--epochs", "0")]
    [DataRow(2, "Argument 'sometimes' not recognized. Must be one of:", "fit", "rows.tsv", "-o", "m.zip", "--task", "sometimes")]
    [DataRow(2, "--separator is 'dots'; it must be tab, comma, semicolon or one character.", "fit", "rows.tsv", "-o", "m.zip", "--separator", "dots")]
    [DataRow(2, "Required command was not provided.\nUnrecognized command or argument 'fitt'.", "fitt")]
    [DataRow(1, "there is no file 'row.tsv'; the nearest name is 'rows.tsv'.", "fit", "row.tsv", "-o", "m.zip")]
    [DataRow(1, "'FOLDER' is a folder; name a file of rows, such as 'FOLDER/", "fit", "FOLDER", "-o", "m.zip")]
    [DataRow(1, "'rows.tsv' has no column 'Color' for the label; its columns are Phrase, Colour; the nearest name is 'Colour'.",
        "fit", "rows.tsv", "--label", "Color", "-o", "m.zip")]
    [DataRow(1, "'FOLDER' is a folder; name a file to write, such as 'FOLDER/model.zip'.", "fit", "rows.tsv", "-o", "FOLDER")]
    [DataRow(1, "'none/m.zip' cannot be written: there is no folder 'FOLDER/none'; make it, or name another place.", "fit", "rows.tsv", "-o", "none/m.zip")]
    [DataRow(1, "The backbone in the folder 'FOLDER/none' was not found.", "fit", "rows.tsv", "-o", "m.zip", "--backbone", "none")]
    [DataRow(1, "the label column 'Colour' of 'rows.tsv' does not hold numbers alone, as regression needs; choose the multiclass task, or mend the numbers",
        "fit", "rows.tsv", "--label", "Colour", "--task", "regression", "-o", "m.zip")]
    [DataRow(1, "'rows.tsv' is not a model zip that ML.NET can load (", "predict", "rows.tsv", "rows.tsv")]
    [DataRow(1, "there is no file 'model.zip'; check the path.", "evaluate", "model.zip", "rows.tsv")]
    [DataRow(1, "'FOLDER' is a folder; name the model zip ('nola inspect' takes folders too).", "predict", "FOLDER")]
    [DataRow(1, "there is no file 'm.zip'; check the path.", "inspect", "m.zip")]
    public void A_fault_is_one_sentence_and_an_exit_code(int code, string sentence, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("rows.tsv"), Rows.Colours(6));
        var program = new TestProgram("Nola.Tool") { WorkingDirectory = folder.Path };
        ProgramResult result = program.Execute(input: "", [.. arguments.Select(argument => argument.Replace("FOLDER", folder.Path, StringComparison.Ordinal))]);
        Assert.AreEqual(code, result.ExitCode, result.Errors);
        Assert.StartsWith(sentence.Replace("FOLDER", folder.Path, StringComparison.Ordinal), result.Errors);
        Assert.AreEqual("", result.Output);
        Assert.DoesNotContain("   at ", result.Errors);
        Assert.IsFalse(File.Exists(folder.File("m.zip")));
    }

    /// <summary>Their zips are read and described; what they make fits into no line of a file.</summary>
    [TestMethod]
    [DataRow("v2/features.zip", "NolaFeaturizeText", "text_features")]
    [DataRow("v4/image-features.zip", "NolaFeaturizeImage", "image_features")]
    [DataRow("v2/named-entities.zip", "NolaNamedEntityRecognition", "named_entity_recognition")]
    [DataRow("v2/question-answering.zip", "NolaQuestionAnswering", "question_answering")]
    public void Stages_that_predict_no_label_number_or_text_are_inspected_alone(string name, string stage, string task)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("rows.tsv"), Rows.Colours(6));
        string zip = Path.Combine(Repository.Root, "test", "Golden", name);
        foreach (string command in (string[])["predict", "evaluate"])
        {
            ProgramResult refused = Nola.Run(command, zip, folder.File("rows.tsv"));
            Assert.AreEqual(1, refused.ExitCode, refused.Output);
            Assert.AreEqual(
                $"the last NOLA stage of '{zip}' is {stage}, which predicts no label, number or text of a row; use the zip in a program "
                + "('nola inspect' says what is in it).\n",
                refused.Errors);
        }

        ProgramResult inspected = Nola.Run("inspect", zip);
        Assert.AreEqual(0, inspected.ExitCode, inspected.Errors);
        Assert.Contains($"task: {task}\n", inspected.Output);
    }

    [TestMethod]
    public void Verbose_shows_where()
    {
        ProgramResult result = Nola.Run("inspect", "nothing", "--verbose");
        Assert.AreEqual(1, result.ExitCode);
        Assert.Contains("   at Nola.Tool.Inspecting.Inspection.Of(", result.Errors);
    }

    [TestMethod]
    public void Help_names_the_exit_codes()
    {
        ProgramResult result = Nola.Run("--help");
        Assert.AreEqual(0, result.ExitCode);
        Assert.Contains("Exit codes: 0 done", result.Output);
    }

    [TestMethod]
    public void Without_the_native_library_the_machine_cannot()
    {
        using var copy = new TemporaryFolder();
        string built = new TestProgram("Nola.Tool").Folder;
        foreach (string file in Directory.EnumerateFiles(built, "*.dll").Append(Path.Combine(built, "Nola.Tool.runtimeconfig.json")))
        {
            File.Copy(file, copy.File(Path.GetFileName(file)));
        }

        ProgramResult result = new TestProgram("Nola.Tool") { Folder = copy.Path }.Execute(input: "", "predict", Nola.Colours);
        Assert.AreEqual(3, result.ExitCode, result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
        Assert.Contains("libtorch", result.Errors);
    }

    /// <summary>Root may read and write everything, so another user tries.</summary>
    [TestMethod]
    public void What_the_user_may_not_read_or_write_is_named()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Skipped: the rights are those of Linux.");
        }

        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("secret.tsv"), Rows.Colours(6));
        File.WriteAllText(folder.File("rows.tsv"), Rows.Colours(6));
        Set(folder.File("secret.tsv"), UnixFileMode.None);
        Set(folder.Path, (UnixFileMode)Convert.ToInt32("555", 8));
        try
        {
            using var open = new TemporaryFolder();
            Set(open.Path, (UnixFileMode)Convert.ToInt32("777", 8));
            var program = new TestProgram("Nola.Tool")
            {
                Starter = Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [],
                Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = open.Path, ["DOTNET_CLI_HOME"] = open.Path },
            };
            ProgramResult write = program.Execute(input: "", "fit", folder.File("rows.tsv"), "-o", folder.File("m.zip"));
            Assert.AreEqual(
                (1, $"'{folder.File("m.zip")}' may not be written by this user; name a file in a folder of your own, or give the user the right to write there.\n"),
                (write.ExitCode, write.Errors));
            ProgramResult read = program.Execute(input: "", "fit", folder.File("secret.tsv"), "-o", open.File("m.zip"));
            Assert.AreEqual(
                (1, $"'{folder.File("secret.tsv")}' may not be read by this user; give the user the right to read it, or copy it to another place.\n"),
                (read.ExitCode, read.Errors));
        }
        finally
        {
            Set(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
