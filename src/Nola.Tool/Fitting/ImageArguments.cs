using System.CommandLine;
using Nola.Tables.Images;

namespace Nola.Tool.Fitting;

/// <summary>The options of a fit that are for pictures alone.</summary>
internal sealed class ImageArguments
{
    /// <summary>The task's name.</summary>
    public const string Task = "image-classification";

    private const int MostPixels = 4096;

    private readonly Option<int?> _size = new("--image-size")
    {
        Description = "Pictures: both sides of what the backbone sees, in pixels; default: what its preprocessor_config.json says.",
        HelpName = "N",
    };

    private readonly Option<string> _onBadImage = new Option<string>("--on-bad-image")
    {
        Description = "Pictures: what is done with one that cannot be used, throw (the fit ends) or skip (it is left out and counted).",
        HelpName = "WHAT",
        DefaultValueFactory = static _ => "throw",
    }.AcceptOnlyFromAmong("throw", "skip");

    private readonly Option<bool> _augment = new("--augment") { Description = "Pictures: change each at random in each epoch (part, colours, gray, blur, side)." };

    public ImageArguments() => _size.Validators.Add(static result =>
    {
        if (result.GetValueOrDefault<int?>() is < 1 or > MostPixels)
        {
            result.AddError("--image-size must be 1 to 4,096.");
        }
    });

    public Option[] All => [_size, _onBadImage, _augment];

    /// <summary>Says whether pictures are to be learnt from: the user says so, or names a folder with some.</summary>
    /// <param name="task">The task; null for what is found.</param>
    /// <param name="data">The file or folder.</param>
    public static bool IsAsked(string? task, string? data) => task == Task || (task is null && data is not null && ImageFolder.HasPictures(data));

    public ImageFitSettings Read(ParseResult parsed) => new(parsed.GetValue(_size), parsed.GetValue(_onBadImage) == "skip", parsed.GetValue(_augment));
}
