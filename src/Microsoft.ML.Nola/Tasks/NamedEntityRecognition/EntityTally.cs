namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>Counts entities by type, sentence after sentence.</summary>
internal sealed class EntityTally(EntityScheme scheme)
{
    private readonly SortedDictionary<string, EntityCounts> _byType = new(StringComparer.Ordinal);

    /// <summary>The counts of each type that is labelled or predicted, by the type's name.</summary>
    public IReadOnlyDictionary<string, EntityCounts> ByType => _byType;

    /// <summary>The counts of all types together.</summary>
    public EntityCounts Total => _byType.Values.Aggregate(default(EntityCounts), static (sum, counts) => sum + counts);

    /// <summary>Adds a sentence, with as many labels as predicted tags.</summary>
    public void Add(IReadOnlyList<EntityTag> labels, IReadOnlyList<EntityTag> predicted)
    {
        HashSet<EntitySpan> labelled = [.. EntitySpan.Find(labels, scheme)];
        foreach (EntitySpan entity in labelled)
        {
            Count(entity, new EntityCounts(1, 0, 0));
        }

        foreach (EntitySpan entity in EntitySpan.Find(predicted, scheme))
        {
            Count(entity, new EntityCounts(0, 1, labelled.Contains(entity) ? 1 : 0));
        }
    }

    private void Count(EntitySpan entity, EntityCounts counts) =>
        _byType[entity.EntityType] = _byType.GetValueOrDefault(entity.EntityType) + counts;
}
