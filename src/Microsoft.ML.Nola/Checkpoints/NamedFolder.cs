namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Finds the backbone in a folder that a user names, and says what the folder is if it holds none.</summary>
internal static class NamedFolder
{
    /// <summary>The folder in which the backbone's config.json lies: this one, that of its transformer, or that of its only revision; or its GGUF file.</summary>
    /// <inheritdoc cref="BackboneLocator.Find" path="/exception"/>
    public static string Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw BackboneNotFoundException.InFolder(folder, !File.Exists(folder)
                ? "There is no such folder, or it may not be read. Check the path; a relative one is taken from the current directory."
                : BackboneFiles.IsGguf(folder)
                ? "It is a GGUF file; name it with BackboneReference.FromFile."
                : $"It is a file; name the folder in which it lies, '{Path.GetDirectoryName(folder)}'.");
        }

        try
        {
            return OpenModel(folder) ?? OpenRevision(folder) ?? throw FolderAdvice.Explain(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BackboneNotFoundException.InFolder(folder, $"It could not be read: {exception.Message}");
        }
    }

    private static string? OpenModel(string folder)
    {
        if (BackboneFiles.IsBackbone(folder))
        {
            return folder;
        }

        string? transformer = SentenceTransformersFolder.FindTransformer(folder);
        if (transformer is null && BackboneFiles.ListGguf(folder) is [string file])
        {
            return file;
        }

        return transformer is null || BackboneFiles.IsBackbone(transformer) ? transformer : throw FolderAdvice.Explain(transformer);
    }

    private static string? OpenRevision(string folder) => HubCache.Revisions(folder) switch
    {
        null => null,
        [] => throw BackboneNotFoundException.InFolder(folder, "It is a model of the Hugging Face cache without a revision. Download the model again."),
        [string revision] => OpenModel(revision) ?? throw FolderAdvice.Explain(revision),
        { } revisions => throw BackboneNotFoundException.InFolder(folder, HubCache.DescribeChoice(folder, revisions)),
    };
}
