using System.Buffers;

namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>
/// The Snowball project's stemmer for English ("Porter 2") in the form that METEOR 1.5 has: https://snowballstem.org/algorithms/english/stemmer.html tells its
/// steps, whose numbers the methods bear. A y that is a consonant is upper case while a word is worked on.
/// </summary>
internal static class EnglishStemmer
{
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["skis"] = "ski",
        ["skies"] = "sky",
        ["dying"] = "die",
        ["lying"] = "lie",
        ["tying"] = "tie",
        ["idly"] = "idl",
        ["gently"] = "gentl",
        ["ugly"] = "ugli",
        ["early"] = "earli",
        ["only"] = "onli",
        ["singly"] = "singl",
        ["sky"] = "sky",
        ["news"] = "news",
        ["howe"] = "howe",
        ["atlas"] = "atlas",
        ["cosmos"] = "cosmos",
        ["bias"] = "bias",
        ["andes"] = "andes",
    };

    /// <summary>Words that are done after step 1a.</summary>
    private static readonly HashSet<string> Done =
        new(["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"], StringComparer.Ordinal);

    private static readonly string[] LongBeginnings = ["gener", "commun", "arsen"];

    private static readonly string[] Doubles = ["bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"];

    // Of each step's endings the longest that fits counts, so longer ones come first.
    private static readonly (string Ending, string Becomes)[] Step2Endings =
    [
        ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"), ("tional", "tion"), ("biliti", "ble"),
        ("lessli", "less"), ("entli", "ent"), ("ation", "ate"), ("alism", "al"), ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"), ("fulli", "ful"),
        ("enci", "ence"), ("anci", "ance"), ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"), ("bli", "ble"), ("ogi", "og"), ("li", ""),
    ];

    private static readonly (string Ending, string Becomes)[] Step3Endings =
    [
        ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ative", ""), ("ical", "ic"), ("ness", ""), ("ful", ""),
    ];

    private static readonly string[] Step4Endings =
    [
        "ement", "ment", "ance", "ence", "able", "ible", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion", "al", "er", "ic",
    ];

    /// <summary>The stem of a word that is in lower case.</summary>
    public static string Stem(string word)
    {
        if (word.Length <= 2)
        {
            return word;
        }

        word = word.StartsWith('\'') ? word[1..] : word;
        if (Exceptions.TryGetValue(word, out string? known))
        {
            return known;
        }

        word = MarkConsonants(word);
        int region1 = Array.Find(LongBeginnings, beginning => word.StartsWith(beginning, StringComparison.Ordinal))?.Length ?? RegionAfter(word, 0);
        int region2 = RegionAfter(word, region1);
        word = Step1A(Step0(word));
        if (Done.Contains(word))
        {
            return word;
        }

        word = Step1C(Step1B(word, region1));
        word = Step5(Step4(Step3(Step2(word, region1), region1, region2), region2), region1, region2);
        return word.Replace('Y', 'y');
    }

    private static string MarkConsonants(string word)
    {
        char[] marked = word.ToCharArray();
        for (int i = 0; i < marked.Length; i++)
        {
            // A y that was marked just now is no vowel for the next.
            if (marked[i] == 'y' && (i == 0 || IsVowel(marked[i - 1])))
            {
                marked[i] = 'Y';
            }
        }

        return new string(marked);
    }

    /// <summary>Where the region begins after the first consonant that follows a vowel.</summary>
    private static int RegionAfter(string word, int start)
    {
        for (int i = start + 1; i < word.Length; i++)
        {
            if (!IsVowel(word[i]) && IsVowel(word[i - 1]))
            {
                return i + 1;
            }
        }

        return word.Length;
    }

    private static string Step0(string word) => Ends(word, "'s'") ? word[..^3] : Ends(word, "'s") ? word[..^2] : Ends(word, "'") ? word[..^1] : word;

    private static string Step1A(string word)
    {
        if (Ends(word, "sses"))
        {
            return word[..^2];
        }

        if (Ends(word, "ied") || Ends(word, "ies"))
        {
            return word.Length > 4 ? word[..^2] : word[..^1];
        }

        return Ends(word, "s") && !Ends(word, "us") && !Ends(word, "ss") && HasVowel(word.AsSpan(0, Math.Max(0, word.Length - 2))) ? word[..^1] : word;
    }

    private static string Step1B(string word, int region1)
    {
        if (FirstEnding(word, "eedly", "eed") is { } deed)
        {
            return word.Length - deed.Length >= region1 ? word[..^deed.Length] + "ee" : word;
        }

        string? ending = FirstEnding(word, "ingly", "edly", "ing", "ed");
        if (ending is null || !HasVowel(word.AsSpan(0, word.Length - ending.Length)))
        {
            return word;
        }

        word = word[..^ending.Length];
        if (FirstEnding(word, "at", "bl", "iz") is not null)
        {
            return word + "e";
        }

        return FirstEnding(word, Doubles) is not null ? word[..^1] : region1 >= word.Length && EndsInShortSyllable(word) ? word + "e" : word;
    }

    private static string Step1C(string word) => word.Length > 2 && word[^1] is 'y' or 'Y' && !IsVowel(word[^2]) ? word[..^1] + "i" : word;

    private static string Step2(string word, int region1)
    {
        (string? ending, string becomes) = Array.Find(Step2Endings, rule => Ends(word, rule.Ending));
        int stem = word.Length - (ending?.Length ?? 0);
        bool applies = ending is not null && stem >= region1 && ending switch
        {
            "ogi" => stem > 0 && word[stem - 1] == 'l',
            "li" => stem > 0 && "cdeghkmnrt".Contains(word[stem - 1], StringComparison.Ordinal),
            _ => true,
        };
        return applies ? word[..stem] + becomes : word;
    }

    private static string Step3(string word, int region1, int region2)
    {
        (string? ending, string becomes) = Array.Find(Step3Endings, rule => Ends(word, rule.Ending));
        int stem = word.Length - (ending?.Length ?? 0);
        return ending is not null && stem >= (ending == "ative" ? region2 : region1) ? word[..stem] + becomes : word;
    }

    private static string Step4(string word, int region2)
    {
        string? ending = FirstEnding(word, Step4Endings);
        int stem = word.Length - (ending?.Length ?? 0);
        return ending is not null && stem >= region2 && (ending != "ion" || (stem > 0 && word[stem - 1] is 's' or 't')) ? word[..stem] : word;
    }

    private static string Step5(string word, int region1, int region2)
    {
        int stem = word.Length - 1;
        bool goes = Ends(word, "e") ? stem >= region2 || (stem >= region1 && !EndsInShortSyllable(word.AsSpan(0, stem)))
            : Ends(word, "ll") && stem >= region2;
        return goes ? word[..stem] : word;
    }

    private static bool EndsInShortSyllable(ReadOnlySpan<char> word) => word.Length switch
    {
        < 2 => false,
        2 => IsVowel(word[0]) && !IsVowel(word[1]),
        _ => !IsVowel(word[^3]) && IsVowel(word[^2]) && !IsVowel(word[^1]) && word[^1] is not ('w' or 'x' or 'Y'),
    };

    private static string? FirstEnding(string word, params string[] endings) => Array.Find(endings, ending => Ends(word, ending));

    private static bool Ends(string word, string ending) => word.EndsWith(ending, StringComparison.Ordinal);

    private static bool HasVowel(ReadOnlySpan<char> word) => word.ContainsAny(Vowels);

    private static bool IsVowel(char letter) => Vowels.Contains(letter);
}
