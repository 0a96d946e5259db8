using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Tool.Tests;

/// <summary>The program, a tiny backbone, and models that several tests look at and none changes.</summary>
internal static class Nola
{
    private static readonly TemporaryFolder Folder = new();
    private static readonly Lazy<string> LazyBackbone = new(() => TinyBackbone.Write(Folder.File("backbone")));
    private static readonly Lazy<string> LazyColours = new(() => Fit("colours.tsv", Rows.Colours(36), "colours.zip"));
    private static readonly Lazy<string> LazyAnswers = new(() => Fit("answers.csv", Rows.Answers(36), "answers.zip"));

    private static readonly Lazy<string> LazyVisionBackbone = new(() => TinyVisionBackbone.Write(Folder.File("vision")));
    private static readonly Lazy<string> LazyPictures = new(() => TinyPicture.WriteFolders(Folder.File("pictures"), 24));
    private static readonly Lazy<ProgramResult> LazyPicturesFit = new(() => Run(
        "fit", Pictures, "--backbone", VisionBackbone, "--epochs", "12", "--learning-rate", "0.02", "-o", PictureModel, "--report", PictureReport));

    public static string Backbone => LazyBackbone.Value;

    /// <summary>A model of three labels, of the columns Phrase and Colour.</summary>
    public static string Colours => LazyColours.Value;

    /// <summary>A binary model, of the columns Reply and Text.</summary>
    public static string Answers => LazyAnswers.Value;

    /// <summary>A backbone of images.</summary>
    public static string VisionBackbone => LazyVisionBackbone.Value;

    /// <summary>A folder with folders of pictures, of three colours.</summary>
    public static string Pictures => LazyPictures.Value;

    /// <summary>What the fit on those pictures said.</summary>
    public static ProgramResult PicturesFit => LazyPicturesFit.Value;

    /// <summary>The zip of that fit.</summary>
    public static string PictureModel => Folder.File("pictures.zip");

    /// <summary>The report of that fit.</summary>
    public static string PictureReport => Folder.File("pictures.html");

    public static ProgramResult Run(params string[] arguments) => new TestProgram("Nola.Tool").Execute(input: null, arguments);

    public static ProgramResult RunWith(string input, params string[] arguments) => new TestProgram("Nola.Tool").Execute(input, arguments);

    /// <summary>The context of a program that knows where the backbone lies.</summary>
    public static MLContext Context() => new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { Backbone } });

    public static void Delete() => Folder.Dispose();

    private static string Fit(string name, string rows, string zip)
    {
        File.WriteAllText(Folder.File(name), rows);
        ProgramResult result = Run("fit", Folder.File(name), "--backbone", Backbone, "--epochs", "3", "--holdout", "0", "-o", Folder.File(zip));
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
        return Folder.File(zip);
    }
}
