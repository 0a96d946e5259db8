namespace QuickStart;

/// <summary>What the user asked for.</summary>
/// <param name="Backbone">A BERT folder, or null for the one that comes with the library.</param>
/// <param name="Data">A file of texts and labels, or null for the reviews that come with the example.</param>
/// <param name="Label">The file's label column, or null to guess it.</param>
/// <param name="Text">The file's text column, or null to guess it.</param>
/// <param name="Json">Where the numbers go, or null.</param>
/// <param name="Seed">Of the order of the rows, dropout and the stock trainer.</param>
internal sealed record QuickStartOptions(string? Backbone, string? Data, string? Label, string? Text, string? Json, int Seed)
{
    /// <summary>Finds now what would otherwise fail minutes later.</summary>
    public void Validate()
    {
        if (Backbone is not null && !Directory.Exists(Backbone))
        {
            throw new QuickStartException($"--backbone: there is no folder '{Backbone}'.");
        }

        if (Json is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(Json))))
        {
            throw new QuickStartException($"--json: there is no folder for '{Json}'.");
        }
    }
}
