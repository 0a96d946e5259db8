namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>
/// Pairs the words of an output with equal ones of a reference, each with one at most: as many as can be (a pair of equal stems counts half), then in as few
/// chunks, then as near to each other as can be. A beam search along the reference, as METEOR's own.
/// </summary>
internal static class MeteorAligner
{
    private const int BeamSize = 40;
    private const int ExactWeight = 2;
    private const int StemWeight = 1;

    /// <summary>How many words are paired, and in how many chunks.</summary>
    public static (int Matches, int Chunks) Align(int[] output, int[] reference, Func<int, int> stemOf)
    {
        List<Pair>[] pairs = FindPairs(output, reference, stemOf);
        int[] uses = new int[output.Length];
        foreach (Pair pair in pairs.SelectMany(static choice => choice))
        {
            uses[pair.Output]++;
        }

        List<Path> paths = [new Path(0, 0, 0, 0, -1, new bool[output.Length])];
        for (int place = 0; place < reference.Length; place++)
        {
            List<Pair> choice = pairs[place];
            if (choice.Count == 0)
            {
                Map(paths, static path => path.Skip());
            }
            else if (choice.Count == 1 && uses[choice[0].Output] == 1)
            {
                // Neither word has another partner, so the pair is right in every alignment.
                Map(paths, path => path.Take(choice[0], place));
            }
            else
            {
                paths = Best([.. paths.SelectMany(path => path.Extend(choice, place))]);
            }
        }

        Path best = Best([.. paths.Select(static path => path.Skip())])[0];
        return (best.Matches, best.Chunks);
    }

    private static List<Pair>[] FindPairs(int[] output, int[] reference, Func<int, int> stemOf)
    {
        int[] stems = Array.ConvertAll(output, word => stemOf(word));
        ILookup<int, int> byWord = Enumerable.Range(0, output.Length).ToLookup(i => output[i]);
        ILookup<int, int> byStem = Enumerable.Range(0, output.Length).ToLookup(i => stems[i]);
        return Array.ConvertAll(reference, word => (List<Pair>)
        [
            .. byWord[word].Select(static i => new Pair(i, ExactWeight)),
            .. byStem[stemOf(word)].Where(i => output[i] != word).Select(static i => new Pair(i, StemWeight)),
        ]);
    }

    private static void Map(List<Path> paths, Func<Path, Path> change)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            paths[i] = change(paths[i]);
        }
    }

    /// <summary>The best paths from the best; those that are as good as others stay in their order.</summary>
    private static List<Path> Best(List<Path> paths) =>
        [.. paths.OrderByDescending(static path => path.Weight).ThenBy(static path => path.Chunks).ThenBy(static path => path.Distance).Take(BeamSize)];

    /// <summary>A word of the output that a word of the reference may be paired with.</summary>
    private readonly record struct Pair(int Output, int Weight);

    /// <summary>What is paired so far.</summary>
    /// <param name="Weight">The sum of the pairs' weights.</param>
    /// <param name="Matches">The number of pairs.</param>
    /// <param name="Chunks">The chunks that are closed.</param>
    /// <param name="Distance">How far paired words are from each other.</param>
    /// <param name="Next">Which word of the output goes on with the open chunk; -1 if none is open.</param>
    /// <param name="Used">The words of the output that have a partner.</param>
    private sealed record Path(int Weight, int Matches, int Chunks, int Distance, int Next, bool[] Used)
    {
        public Path Skip() => Next < 0 ? this : this with { Chunks = Chunks + 1, Next = -1 };

        public Path Take(Pair pair, int place) => new(
            Weight + pair.Weight,
            Matches + 1,
            Next < 0 || Next == pair.Output ? Chunks : Chunks + 1,
            Distance + Math.Abs(pair.Output - place),
            pair.Output + 1,
            Used);

        public IEnumerable<Path> Extend(List<Pair> choice, int place)
        {
            foreach (Pair pair in choice.Where(pair => !Used[pair.Output]))
            {
                bool[] used = [.. Used];
                used[pair.Output] = true;
                yield return Take(pair, place) with { Used = used };
            }

            yield return Skip();
        }
    }
}
