namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>What the tag of a word says.</summary>
/// <param name="Place">Where the word stands in its entity.</param>
/// <param name="EntityType">The type of the entity; empty outside.</param>
internal readonly record struct EntityTag(EntityPlace Place, string EntityType)
{
    /// <summary>The tag of a word outside entities.</summary>
    public const string OutsideText = "O";

    /// <summary>The type of an entity whose tags name none.</summary>
    private const string NoType = "_";

    /// <summary>A word outside entities.</summary>
    public static EntityTag Outside { get; } = new(EntityPlace.Outside, string.Empty);

    /// <summary>
    /// Reads a tag: O, or B-, I-, E- or S- and a type. Any other text is a type without a place: neighbours that have it are one entity.
    /// </summary>
    public static EntityTag Parse(string text)
    {
        if (text == OutsideText)
        {
            return Outside;
        }

        EntityPlace? place = text.Length == 0 || (text.Length > 1 && text[1] != '-') ? null : PlaceOf(text[0]);
        return place is { } known ? new(known, text.Length > 2 ? text[2..] : NoType) : new(EntityPlace.Inside, text);
    }

    private static EntityPlace? PlaceOf(char letter) => letter switch
    {
        'B' => EntityPlace.Begin,
        'I' => EntityPlace.Inside,
        'E' => EntityPlace.End,
        'S' => EntityPlace.Single,
        _ => null,
    };
}
