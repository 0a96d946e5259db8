using System.Globalization;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>
/// Gathers the tokens that are found before words are, from all files that name some. Which file wins if two disagree depends on the version of
/// transformers, so that is refused.
/// </summary>
/// <param name="vocabulary">The vocabulary; its tokens may be named too.</param>
/// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
internal sealed class AddedTokenList(ITokenTable vocabulary, int maximumTokens)
{
    private static readonly string[] Named = ["unk_token", "sep_token", "pad_token", "cls_token", "mask_token", "bos_token", "eos_token"];
    private static readonly string[] Lists = ["additional_special_tokens", "extra_special_tokens"];

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private HashSet<string> _described = [];

    /// <summary>Reads all files.</summary>
    /// <exception cref="CorruptModelException">A file is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">Two files disagree, or a token has no id that the backbone knows.</exception>
    public void Read(TokenizerFiles files, WordPieceSettings settings)
    {
        foreach (string token in settings.NeededTokens)
        {
            AddName(token, vocabulary.Origin);
        }

        foreach ((string token, bool isNamed) in settings.OtherTokens)
        {
            if (isNamed || vocabulary.TryGetId(token, out _))
            {
                AddName(token, files.Config?.Origin ?? vocabulary.Origin);
            }
        }

        ReadSpecial(files.Config);
        ReadSpecial(files.SpecialTokens);
        ReadIds(files);
    }

    /// <summary>
    /// Reads all files for a tokenizer.json, which says how its tokens behave, as in the reference: special tokens that other files name keep what it says.
    /// </summary>
    /// <exception cref="CorruptModelException">A file is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">Two files disagree, or a token has no id that the backbone knows.</exception>
    public void ReadOverJson(TokenizerFiles files)
    {
        ReadJson(files.Json);
        RequireSequence();
        _described = [.. _entries.Keys];
        foreach (JsonSettings settings in (JsonSettings[])[.. new[] { files.Config, files.SpecialTokens }.OfType<JsonSettings>()])
        {
            foreach (string name in Named)
            {
                if (settings.Has(name) && settings.IsString(name))
                {
                    AddSpecial(settings.GetString(name), null, settings.Origin);
                }
            }

            ReadSpecial(settings);
        }

        ReadIds(files with { Json = null });
    }

    /// <summary>Adds a special token, unless a file describes it.</summary>
    public void AddDefault(string content, string origin, bool leftStrip = false)
    {
        Entry entry = Get(content, origin);
        entry.IsSpecial = true;
        entry.Behaviour ??= new AddedToken(content, 0, Special: true) { LeftStrip = leftStrip };
    }

    /// <summary>Gets the tokens by id.</summary>
    public IReadOnlyList<AddedToken> ToTokens()
    {
        AddedToken[] tokens = [.. _entries.Select(entry => ToToken(entry.Key, entry.Value)).OrderBy(static token => token.Id)];
        for (int i = 1; i < tokens.Length; i++)
        {
            if (tokens[i].Id == tokens[i - 1].Id)
            {
                throw Refuse(_entries[tokens[i].Content].Origin, tokens[i].Content, $"has the id of '{tokens[i - 1].Content}'");
            }
        }

        return tokens;
    }

    private void ReadSpecial(JsonSettings? settings)
    {
        if (settings is null)
        {
            return;
        }

        foreach (string name in Named)
        {
            if (settings.Has(name) && !settings.IsString(name))
            {
                AddBehaviour(settings.GetObject(name), isSpecial: true, settings.Origin);
            }
        }

        foreach (string name in Lists)
        {
            if (settings.IsArray(name))
            {
                foreach ((string? text, JsonSettings? token) in settings.GetStringsOrObjects(name))
                {
                    AddSpecial(text, token, settings.Origin);
                }
            }
            else if (settings.GetObjectOrNull(name) is { } byName)
            {
                foreach (string key in byName.Names)
                {
                    AddSpecial(byName.IsString(key) ? byName.GetString(key) : null, byName.IsString(key) ? null : byName.GetObject(key), settings.Origin);
                }
            }
        }
    }

    private void AddSpecial(string? text, JsonSettings? token, string origin)
    {
        if (token is not null)
        {
            AddBehaviour(token, isSpecial: true, origin);
        }
        else if (text?.Length > 0)
        {
            AddName(text, origin);
        }
    }

    private void ReadIds(TokenizerFiles files)
    {
        if (files.AddedTokens is { } added)
        {
            foreach ((string content, int id) in added.GetIntegersByName(0, int.MaxValue))
            {
                SetId(Get(content, added.Origin), content, id, added.Origin);
            }
        }

        if (files.Config?.GetObjectOrNull("added_tokens_decoder") is { } decoder)
        {
            foreach ((string key, JsonSettings token) in decoder.GetObjectsByName())
            {
                if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                {
                    throw decoder.Fault(key, "is not the name of an id");
                }

                SetId(AddBehaviour(token, isSpecial: false, decoder.Origin), token.GetString("content"), id, decoder.Origin);
            }
        }

        ReadJson(files.Json);
    }

    // The reference numbers the tokens that a vocabulary lacks anew, in the order of the file.
    private void RequireSequence()
    {
        int next = vocabulary.Count;
        foreach ((string content, Entry entry) in _entries.Where(entry => !vocabulary.TryGetId(entry.Key, out _)))
        {
            if (entry.Id != next)
            {
                throw Refuse(
                    entry.IdOrigin, content, FormattableString.Invariant($"has the id {entry.Id}, and after the tokens before it {next} follows, which others take"));
            }

            next++;
        }
    }

    private void ReadJson(JsonSettings? json)
    {
        if (json?.IsArray("added_tokens") == true)
        {
            foreach (JsonSettings token in json.GetObjects("added_tokens"))
            {
                Entry entry = AddBehaviour(token, isSpecial: false, json.Origin);
                SetId(entry, token.GetString("content"), token.GetInt32("id", 0, int.MaxValue), json.Origin);
            }
        }
    }

    private void AddName(string content, string origin) => Get(content, origin).IsSpecial = true;

    private Entry AddBehaviour(JsonSettings token, bool isSpecial, string origin)
    {
        string content = token.GetString("content");
        if (content.Length == 0)
        {
            throw token.Fault("content", "is empty");
        }

        Entry entry = Get(content, origin);
        if (isSpecial && _described.Contains(content))
        {
            entry.IsSpecial = true;
            return entry;
        }

        isSpecial |= token.GetBoolean("special", false);
        entry.IsSpecial |= isSpecial;
        var behaviour = new AddedToken(content, 0, isSpecial)
        {
            SingleWord = token.GetBoolean("single_word", false),
            LeftStrip = token.GetBoolean("lstrip", false),
            RightStrip = token.GetBoolean("rstrip", false),
            Normalized = token.GetBoolean("normalized", !isSpecial),
        };
        if (entry.Behaviour is { } other && (other.SingleWord != behaviour.SingleWord || other.Normalized != behaviour.Normalized))
        {
            throw Refuse(origin, content, $"has another single_word or normalized than in '{entry.Origin}'");
        }

        if (_described.Contains(content)
            && entry.Behaviour is { } first
            && (first.LeftStrip != behaviour.LeftStrip || first.RightStrip != behaviour.RightStrip))
        {
            throw Refuse(origin, content, $"has another lstrip or rstrip than in '{entry.Origin}'");
        }

        entry.Behaviour = behaviour;
        entry.Origin = origin;
        return entry;
    }

    private static void SetId(Entry entry, string content, int id, string origin)
    {
        if (entry.Id is { } other && other != id)
        {
            throw Refuse(origin, content, FormattableString.Invariant($"has the id {id}, and in '{entry.IdOrigin}' {other}"));
        }

        entry.Id = id;
        entry.IdOrigin = origin;
    }

    private Entry Get(string content, string origin)
    {
        if (!_entries.TryGetValue(content, out Entry? entry))
        {
            _entries.Add(content, entry = new Entry { Origin = origin });
        }

        return entry;
    }

    private AddedToken ToToken(string content, Entry entry)
    {
        int id = IdOf(content, entry);
        AddedToken behaviour = entry.Behaviour ?? new AddedToken(content, id, entry.IsSpecial) { Normalized = !entry.IsSpecial };
        return behaviour with { Id = id, Special = entry.IsSpecial };
    }

    private int IdOf(string content, Entry entry)
    {
        if (vocabulary.TryGetId(content, out int id))
        {
            return entry.Id is null || entry.Id == id
                ? id
                : throw Refuse(entry.IdOrigin, content, FormattableString.Invariant($"has the id {entry.Id}, and in '{vocabulary.Origin}' {id}"));
        }

        if (entry.Id is not { } added)
        {
            throw Refuse(entry.Origin, content, $"has no id: neither {Path.GetFileName(vocabulary.Origin)} nor added_tokens.json nor tokenizer.json has it");
        }

        if (added < vocabulary.Count && vocabulary.TokenOf(added) is { } token)
        {
            throw Refuse(entry.IdOrigin, content, FormattableString.Invariant($"has the id {added}, which is '{token}' in '{vocabulary.Origin}'"));
        }

        return added < maximumTokens
            ? added
            : throw Refuse(
                entry.IdOrigin,
                content,
                FormattableString.Invariant($"has the id {added}, and the backbone knows {maximumTokens} (vocab_size of config.json)"));
    }

    private static NolaCompatibilityException Refuse(string origin, string content, string cause) =>
        new($"The tokenizer cannot be used: the added token '{content}' of '{origin}' {cause}.");

    private sealed class Entry
    {
        public required string Origin { get; set; }

        public string IdOrigin { get; set; } = "";

        public int? Id { get; set; }

        public bool IsSpecial { get; set; }

        public AddedToken? Behaviour { get; set; }
    }
}
