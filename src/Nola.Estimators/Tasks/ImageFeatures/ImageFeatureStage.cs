using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models.Images;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.ImageFeatures;

/// <summary>A vector for each image, which other trainers of ML.NET learn from. Nothing is fitted.</summary>
internal static class ImageFeatureStage
{
    public const string TaskName = "image_features";
    public const string Name = "NolaFeaturizeImage";

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        string path = entries.PathOf(StageJson.EntryName);
        record.ColumnOf(ColumnRoles.Image, path);
        return Create(record.Columns, FeatureSettings.Read<ImageFeatureSettings>(record, path));
    }

    /// <summary>The task for columns and settings.</summary>
    public static FittedTask Create(IReadOnlyDictionary<string, string> columns, ImageFeatureSettings settings) =>
        FeatureSettings.ToTask(TaskName, Name, columns, settings) with
        {
            Layout = new ImageLayout { ImageSize = settings.ImageSize },
            Inputs = new ImageColumn(columns[ColumnRoles.Image], settings.ImageFolder),
        };
}
