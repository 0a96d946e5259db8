using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Vision;
using Nola.Tables;
using Nola.Tables.Images;
using Nola.Tables.Labels;

namespace Nola.Tool.Fitting;

/// <summary>Reads pictures with labels, from a folder of classes, or from a file with paths.</summary>
internal static class ImageFitData
{
    public static LabelledFitData Read(FitSettings settings, ImageFitSettings images)
    {
        LabelledTable table = Directory.Exists(settings.Data)
            ? ImageFolder.Read(settings.Data)
            : LabelledTable.Read(settings.Data, settings.Columns with { Task = LabelTask.Multiclass });
        (LabelledTable train, LabelledTable? test) = settings.Test is { } path ? (table, ReadTest(path, settings, table))
            : settings.Holdout > 0 ? table.Split(settings.Holdout, settings.Seed)
            : (table, null);
        string what = FormattableString.Invariant($"image '{table.TextColumn}', label '{table.LabelColumn}' (image classification, {table.Labels.Count:N0} labels)");
        (LabelledTable? usable, string? note) = test is null ? (null, null) : LeaveOutBad(test, images);
        return new LabelledFitData(train, usable, [what, .. table.Notes, .. note is null ? (string[])[] : [note]]);
    }

    private static LabelledTable ReadTest(string path, FitSettings settings, LabelledTable train)
    {
        string[] known = [.. train.Labels.Select(static label => label.Label)];
        return Directory.Exists(path)
            ? ImageFolder.ReadTest(path, known)
            : LabelledTable.ReadTest(path, settings.Columns with { Label = train.LabelColumn, Text = train.TextColumn, Task = LabelTask.Multiclass }, known);
    }

    /// <summary>A fit looks at the pictures that it learns from before it begins; those to be tested on are looked at here, so that none ends it afterwards.</summary>
    private static (LabelledTable Table, string? Note) LeaveOutBad(LabelledTable test, ImageFitSettings images)
    {
        var bad = new HashSet<LabelledRow>(ReferenceEqualityComparer.Instance);
        string? first = null;
        foreach (LabelledRow row in test.Rows)
        {
            try
            {
                ImageDecoder.Decode(ImageSource.FromFile(row.Text)).Pixels.Dispose();
            }
            catch (BadImageException exception) when (images.SkipsBad)
            {
                bad.Add(row);
                first ??= exception.Message;
            }
        }

        return bad.Count == 0 ? (test, null)
            : bad.Count == test.Rows.Count ? throw new FileFaultException($"none of the pictures of '{test.Path}' to be tested on can be used; the first one: {first}")
            : (test.Where(row => !bad.Contains(row)),
                FormattableString.Invariant($"{bad.Count:N0} of {test.Rows.Count:N0} pictures to be tested on are left out ({first})."));
    }
}
