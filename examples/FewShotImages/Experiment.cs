using System.Globalization;

namespace FewShotImages;

/// <summary>Chooses a setting for each contender, fits it to every drawing with every seed, and prints a row.</summary>
internal sealed class Experiment(Settings settings, Pictures pictures)
{
    /// <summary>The drawing by whose images settings are chosen.</summary>
    private const int ChoosingDrawing = -1;

    private readonly Records _records = new(settings.Csv);

    /// <summary>A contender's outcomes on the images to report on, with the setting that it chose.</summary>
    public (double Setting, Outcome[] Outcomes) Run(Contender contender, int perClass)
    {
        double setting = Choose(contender, perClass);
        int[] seeds = contender.UsesSeed ? settings.Seeds : settings.Seeds[..1];
        return (setting, [.. Enumerable.Range(0, settings.Samplings).SelectMany(drawing => seeds.Select(
            seed => Fit(contender, perClass, setting, drawing, seed, "test", pictures.Test)))]);
    }

    /// <summary>The setting that does best on images that are neither learnt from nor reported on.</summary>
    private double Choose(Contender contender, int perClass)
    {
        // The middle ones, if not all are to be tried.
        double[] choices = [.. contender.Choices.Skip((contender.Choices.Length - settings.Trials + 1) / 2).Take(settings.Trials)];
        Picture[] heldOut = pictures.HeldOut(perClass, ChoosingDrawing);
        return choices.Length == 1
            ? choices[0]
            : choices.MaxBy(choice => Fit(contender, perClass, choice, ChoosingDrawing, settings.Seeds[0], "held out", heldOut).Accuracy);
    }

    private Outcome Fit(Contender contender, int perClass, double setting, int drawing, int seed, string part, Picture[] test)
    {
        string fit = string.Create(CultureInfo.InvariantCulture, $"\"{contender.Name}\",{perClass},{setting},{drawing},{seed},{part}");
        if (_records.Find(fit) is { } earlier)
        {
            return earlier;
        }

        Outcome outcome = contender.Method.Run(pictures.Draw(perClass, drawing), test, setting, seed);
        _records.Add(fit, outcome);
        return outcome;
    }
}
