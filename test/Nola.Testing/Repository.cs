namespace Nola.Testing;

/// <summary>Where things lie on disk: the repository that the test was built from, and the shared material beside it.</summary>
public static class Repository
{
    /// <summary>The folder that holds Nola.MLNet.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder of the shared material. Skips the test, with the reason, if there is none.</summary>
    public static string Shared(params string[] parts)
    {
        string shared = Path.GetFullPath(Path.Combine(Root, "..", "shared"));
        if (!Directory.Exists(shared))
        {
            Assert.Inconclusive($"Skipped: this test compares with reference material in '../shared', which is not beside this checkout.");
        }

        return Path.Combine([shared, .. parts]);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Nola.MLNet.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run from the build output inside the repository.");
    }
}
