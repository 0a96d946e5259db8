using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.Images;

/// <summary>A tiny backbone of images on disk, pictures whose colour decides the class, and stages over both.</summary>
internal sealed class ImageFixture : IDisposable
{
    public const int Pictures = 24;

    public static readonly string[] Tags = ["red", "green", "blue"];

    private readonly TemporaryFolder _folder = new();

    public ImageFixture()
    {
        Context = new MLContext(1);
        BackboneFolder = TinyVisionBackbone.Write(File("backbone"));
        Directory.CreateDirectory(ImageFolder);
        foreach (ImageRow row in Rows(Pictures))
        {
            using MLImage picture = Picture((int)row.Number);
            picture.Save(Path.Combine(ImageFolder, row.Name));
        }
    }

    public MLContext Context { get; }

    public string BackboneFolder { get; }

    public string ImageFolder => File("pictures");

    public string File(string name) => _folder.File(name);

    /// <summary>A new context that finds the backbone, for loading what was saved.</summary>
    public MLContext LoadingContext() => new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { BackboneFolder } });

    public IEnumerable<ImageRow> Rows(int count) => Enumerable.Range(0, count).Select(number =>
    {
        string name = $"{number % Pictures}.png";
        string path = Path.Combine(ImageFolder, name);
        return new ImageRow
        {
            Number = number,
            Name = name,
            Path = path,
            Content = System.IO.File.Exists(path) ? System.IO.File.ReadAllBytes(path) : [],
            Tag = Tags[number % Tags.Length],
        };
    });

    public IDataView Data(int count) => Context.Data.LoadFromEnumerable(Rows(count));

    public IDataView Keyed(IDataView data) => Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(data).Transform(data);

    public IDataView Keyed(int count) => Keyed(Data(count));

    /// <summary>Rows of which one has a file that is no picture.</summary>
    public IDataView WithBadPicture(int row)
    {
        string bad = File("bad.jpg");
        System.IO.File.WriteAllText(bad, "no picture");
        return Keyed(Context.Data.LoadFromEnumerable(Rows(12).Select(one =>
        {
            one.Path = one.Number == row ? bad : one.Path;
            return one;
        })));
    }

    public NolaImageClassificationOptions Options(string column = "Path") => new()
    {
        FeatureColumnName = column,
        Backbone = BackboneReference.FromFolder(BackboneFolder),
        Training = new NolaTrainingOptions { Epochs = 3, BatchSize = 8 },
        Adapter = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 },
    };

    public NolaImageClassificationTrainer Trainer(NolaImageClassificationOptions? options = null) =>
        Context.MulticlassClassification.Trainers.NolaImageClassification(options ?? Options());

    public IEstimator<ITransformer> Pipeline(NolaImageClassificationOptions? options = null) =>
        Context.Transforms.Conversion.MapValueToKey("Label", "Tag")
            .Append(Trainer(options))
            .Append(Context.Transforms.Conversion.MapKeyToValue("PredictedTag", "PredictedLabel"));

    /// <summary>A picture of 20 x 12 pixels, mostly of the colour of its class.</summary>
    public static MLImage Picture(int number)
    {
        var pixels = new byte[20 * 12 * 4];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i % 4 == 3 ? (byte)255 : (byte)(((i * 7) + (number * 31)) % 60 + (i % 4 == number % Tags.Length ? 180 : 20));
        }

        return MLImage.CreateFromPixels(20, 12, MLPixelFormat.Rgba32, pixels);
    }

    public void Dispose() => _folder.Dispose();
}
