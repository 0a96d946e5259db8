using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>Reads which special tokens a post-processor puts around texts.</summary>
/// <param name="vocabularySize">The number of ids.</param>
internal sealed class FrameReader(int vocabularySize)
{
    /// <summary>Gets the number of ids.</summary>
    public int VocabularySize => vocabularySize;

    /// <summary>Gets the tokens around texts.</summary>
    public SpecialFrame Frame { get; private set; } = SpecialFrame.None;

    /// <summary>Gets how many type ids there are.</summary>
    public int TypeIdCount { get; private set; } = 1;

    /// <summary>Reads a post-processor.</summary>
    /// <exception cref="NolaCompatibilityException">It is of a type, or does something, that is not known.</exception>
    /// <exception cref="CorruptModelException">It is faulty.</exception>
    public void Read(JsonSettings? processor)
    {
        switch (processor?.GetString("type"))
        {
            case null or "ByteLevel":
                // A byte-level one changes offsets only.
                break;
            case "TemplateProcessing":
                ReadTemplate(processor!);
                break;
            case "BertProcessing":
                Set(processor!, new([IdOf(processor!, "cls")], [IdOf(processor!, "sep")], [IdOf(processor!, "sep")]), typeIds: 2);
                break;
            case "RobertaProcessing":
                int separator = IdOf(processor!, "sep");
                Set(processor!, new([IdOf(processor!, "cls")], [separator, separator], [separator]), typeIds: 1);
                break;
            case "Sequence":
                foreach (JsonSettings member in processor!.GetObjects("processors"))
                {
                    Read(member);
                }

                break;
            case string type:
                throw TokenizerParts.Refuse(processor!, "type", $"is '{type}', a post-processor that this version does not know");
        }
    }

    private void Set(JsonSettings processor, SpecialFrame frame, int typeIds)
    {
        if (Frame != SpecialFrame.None)
        {
            throw TokenizerParts.Refuse(processor, "type", "is the second that puts tokens around texts");
        }

        Frame = frame;
        TypeIdCount = typeIds;
    }

    private int IdOf(JsonSettings processor, string name) => processor.GetStringAndInteger(name, 0, vocabularySize - 1).Number;

    private void ReadTemplate(JsonSettings processor)
    {
        List<(int[]? Ids, string Sequence, int Type)> single = ReadParts(processor, "single");
        List<(int[]? Ids, string Sequence, int Type)> pair = ReadParts(processor, "pair");
        int only = single.FindIndex(static part => part.Ids is null);
        int first = pair.FindIndex(static part => part.Ids is null);
        int second = pair.FindLastIndex(static part => part.Ids is null);
        if (single.Count(static part => part.Ids is null) != 1
            || single[only].Sequence != "A"
            || pair.Count(static part => part.Ids is null) != 2
            || pair[first].Sequence != "A"
            || pair[second].Sequence != "B")
        {
            throw TokenizerParts.Refuse(processor, "single", "and pair are other than the text, and the text before its pair");
        }

        int type = pair[second].Type;
        int firstOfSecond = pair.FindIndex(first, part => part.Type == type && type > 0);
        firstOfSecond = firstOfSecond < 0 || firstOfSecond > second ? second : firstOfSecond;
        bool areTypesKnown = type <= 1
            && single.TrueForAll(static part => part.Type == 0)
            && pair[..firstOfSecond].TrueForAll(static part => part.Type == 0)
            && pair[firstOfSecond..].TrueForAll(part => part.Type == type);
        int[] begin = Join(single[..only]);
        int[] end = Join(single[(only + 1)..]);
        if (!areTypesKnown || !begin.SequenceEqual(Join(pair[..first])) || !end.SequenceEqual(Join(pair[(second + 1)..])))
        {
            throw TokenizerParts.Refuse(processor, "pair", "begins or ends otherwise than single, or has type ids other than 0 for the first text and 1 for the second");
        }

        Set(
            processor,
            new SpecialFrame(begin, Join(pair[(first + 1)..second]), end) { BetweenOfSecond = Join(pair[firstOfSecond..second]).Length },
            type + 1);
    }

    private List<(int[]? Ids, string Sequence, int Type)> ReadParts(JsonSettings processor, string name) =>
    [
        .. processor.GetObjects(name).Select(part =>
        {
            JsonSettings? special = part.GetObjectOrNull("SpecialToken");
            JsonSettings named = special ?? part.GetObject("Sequence");
            return (special is null ? null : IdsOf(processor, special), named.GetString("id"), named.GetInt32("type_id", 0, int.MaxValue, 0));
        }),
    ];

    private int[] IdsOf(JsonSettings processor, JsonSettings special) =>
    [
        .. processor.GetObject("special_tokens").GetObject(special.GetString("id")).GetIntegers("ids", 0, vocabularySize - 1).Select(static id => (int)id),
    ];

    private static int[] Join(List<(int[]? Ids, string Sequence, int Type)> parts) => [.. parts.SelectMany(static part => part.Ids ?? [])];
}
