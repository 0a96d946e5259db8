namespace Microsoft.ML.Nola.Reports;

/// <summary>What was trained: settings, and how many numbers in which module.</summary>
internal static class AdapterSection
{
    // A network has a few hundred modules at most; a table of more is read by nobody.
    private const int MostModules = 400;

    public static Html Of(AdapterInfo adapter, NolaFitReport? fit) => Figures.Section(
        "parameters", "What was trained", Html.Of($"{Sentence(adapter, fit)}<div class=\"pair\">\n{Settings(adapter)}{Modules(adapter)}</div>\n"));

    private static Html Sentence(AdapterInfo adapter, NolaFitReport? fit)
    {
        long trained = adapter.AdapterParameters + (long)adapter.HeadParameters;
        Html share = fit is { BackboneParameters: > 0 }
            ? Html.Of($" The backbone has {Figures.Count(fit.BackboneParameters)}: one trained number for {Figures.Count(fit.BackboneParameters / Math.Max(1, trained))}.")
            : Html.None;
        return Html.Of(
            $"<p>{Figures.Count(trained)} numbers: {Figures.Count(adapter.AdapterParameters)} of the adapter and {Figures.Count(adapter.HeadParameters)} of the head.{share}</p>\n");
    }

    private static Html Settings(AdapterInfo adapter)
    {
        var rows = new List<(string Name, Html Value)> { ("method", Html.Of($"{adapter.Method.ToString()}")) };
        if (adapter.Sites.Count > 0)
        {
            rows.Add(("rank", Html.Of($"{adapter.Rank}")));
            rows.Add(("alpha", Html.Of($"{adapter.Alpha:0.###}")));
        }

        if (adapter.NumBasisA > 0)
        {
            rows.Add(("bases of A and B (k, l)", Html.Of($"{adapter.NumBasisA}, {adapter.NumBasisB}")));
            rows.Add(("distribution", Html.Of($"{adapter.Distribution.ToString()}")));
            rows.Add(("basis seed", Html.Of($"{adapter.BasisSeed}")));
        }

        if (adapter.TrainingSeed is { } seed)
        {
            rows.Add(("training seed", Html.Of($"{seed}")));
        }

        if (adapter.BackboneName is { } name)
        {
            rows.Add(("backbone", Html.Name(name)));
        }

        rows.Add(("backbone's identity", Html.Of($"<code>{adapter.BackboneIdentity}</code>")));
        return Figures.Table("Settings", Html.Of($"<tbody>\n{rows.Select(static row => Html.Of($"<tr><th scope=\"row\">{row.Name}</th><td>{row.Value}</td></tr>\n"))}</tbody>\n"));
    }

    private static Html Modules(AdapterInfo adapter)
    {
        var modules = adapter.ParametersByModule.Take(MostModules).Select(static module => (module.Path, module.Parameters))
            .Append((Path: "head", Parameters: adapter.HeadParameters)).ToArray();
        double largest = Math.Max(1, modules.Max(static module => module.Parameters));
        Html more = adapter.ParametersByModule.Count > MostModules
            ? Html.Of($"<tr><td colspan=\"2\">and {adapter.ParametersByModule.Count - MostModules} more modules</td></tr>\n")
            : Html.None;
        return Figures.Table(
            "Trained numbers by module",
            Html.Of(
                $"""
                <thead><tr><th scope="col">module</th><th scope="col">numbers</th></tr></thead>
                <tbody>
                {modules.Select(module => Html.Of($"<tr><th scope=\"row\"><code>{Html.Join(module.Path.Split('.').Select(static (part, i) => i == 0 ? Html.Of($"{part}") : Html.Of($".<wbr>{part}")))}</code></th><td class=\"barred\">{Figures.Bar(module.Parameters / largest)}{Figures.Count(module.Parameters)}</td></tr>\n"))}{more}</tbody>

                """));
    }
}
