namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>An entity in a sentence.</summary>
/// <param name="EntityType">Its type.</param>
/// <param name="Start">Its first word.</param>
/// <param name="End">The word after its last.</param>
internal readonly record struct EntitySpan(string EntityType, int Start, int End)
{
    /// <summary>The entities that the tags of a sentence make.</summary>
    public static IEnumerable<EntitySpan> Find(IReadOnlyList<EntityTag> tags, EntityScheme scheme)
    {
        int start = -1;
        for (int i = 0; i <= tags.Count; i++)
        {
            EntityTag before = i == 0 ? EntityTag.Outside : tags[i - 1];
            EntityTag tag = i == tags.Count ? EntityTag.Outside : tags[i];
            if (start >= 0 && !GoesOn(before, tag, scheme))
            {
                yield return new EntitySpan(before.EntityType, start, i);
                start = -1;
            }

            if (start < 0 && Begins(tag, scheme))
            {
                start = i;
            }
        }
    }

    private static bool Begins(EntityTag tag, EntityScheme scheme) =>
        scheme == EntityScheme.Strict ? tag.Place == EntityPlace.Begin : tag.Place != EntityPlace.Outside;

    /// <summary>Whether a word is of the entity that the word before it is of.</summary>
    private static bool GoesOn(EntityTag before, EntityTag tag, EntityScheme scheme) =>
        tag.EntityType == before.EntityType
        && (scheme == EntityScheme.Strict
            ? tag.Place == EntityPlace.Inside
            : before.Place is EntityPlace.Begin or EntityPlace.Inside && tag.Place is EntityPlace.Inside or EntityPlace.End);
}
