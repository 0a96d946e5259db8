using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Models.Images;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.Images;

/// <summary>Where pictures lie that take too much memory.</summary>
[TestClass]
public sealed class ImageTemporaryFileTests
{
    /// <summary>Looked at while it runs, so that what is gone at the end was there.</summary>
    [TestMethod]
    public void An_augmented_fit_that_is_stopped_leaves_neither_tensors_nor_threads_nor_files()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Skipped: threads and open files are listed as on Linux.");
        }

        using var guard = new TensorGuard();
        using var fixture = new ImageFixture();
        string temporary = fixture.File("temporary");
        Directory.CreateDirectory(temporary);
        fixture.Context.TempFilePath = temporary;
        using var source = new CancellationTokenSource();
        (int Threads, int Files)? meanwhile = null;
        NolaImageClassificationOptions options = fixture.Options("Content");
        options.Augmentation = new ImageAugmentationOptions();
        options.CancellationToken = source.Token;
        options.Progress = new FitReports(report =>
        {
            meanwhile ??= (Threads(), OpenFiles(temporary));
            source.Cancel();
        });

        // A megabyte behind each picture, which no decoder looks at: not all of them stay in memory.
        IDataView rows = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(fixture.Rows(72).Select(static row =>
        {
            row.Content = [.. row.Content, .. new byte[1 << 20]];
            return row;
        })));
        Assert.Throws<OperationCanceledException>(() => fixture.Trainer(options).Fit(rows));
        Assert.AreEqual((1, 1), meanwhile);

        // A thread that was joined has run all its code, and the system takes it off its list a moment later.
        SpinWait.SpinUntil(static () => Threads() == 0, TimeSpan.FromSeconds(10));
        Assert.AreEqual((0, 0), (Threads(), OpenFiles(temporary)));
        Assert.IsEmpty(Directory.GetFiles(temporary));
    }

    [TestMethod]
    public void Stages_write_them_where_their_context_says()
    {
        using var fixture = new ImageFixture();
        string temporary = fixture.File("temporary");
        fixture.Context.TempFilePath = temporary;
        BackboneReference backbone = BackboneReference.FromFolder(fixture.BackboneFolder);
        using NolaFeaturizeImageTransformer features = fixture.Context.Transforms.NolaFeaturizeImage("Features", "Path", backbone).Fit(fixture.Data(1));
        using NolaImageClassificationTransformer classes = fixture.Trainer().Fit(fixture.Keyed(6));
        foreach (NolaTransformer stage in new NolaTransformer[] { features, classes })
        {
            Assert.AreEqual(temporary, TempFolderOf(stage), stage.GetType().Name);
            byte[] zip = ZipBytes.Save(fixture.Context, stage, fixture.Data(1).Schema);
            MLContext context = fixture.LoadingContext();
            context.TempFilePath = fixture.File("elsewhere");
            ITransformer loaded = ZipBytes.Load(context, zip, out _);
            Assert.AreEqual(context.TempFilePath, TempFolderOf(loaded.GetNolaTransformers()[0]), stage.GetType().Name);
        }
    }

    private static string TempFolderOf(NolaTransformer stage) => ((ImageLayout)stage.Stage.Model.State.Layout).TempFolder;

    private static int Threads() => Directory.EnumerateDirectories("/proc/self/task").Count(static task => ReadOrEmpty(task + "/comm").Trim() == "NOLA images");

    private static int OpenFiles(string folder) => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Count(file => new FileInfo(file).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true);

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The thread has ended meanwhile.
            return string.Empty;
        }
    }
}
