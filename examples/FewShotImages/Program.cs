using System.Globalization;
using FewShotImages;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return Settings.Run(args, static settings =>
{
    using DrawnPictures? drawn = settings.Data is null ? new DrawnPictures() : null;
    var pictures = new Pictures(settings.Data ?? drawn!.Folder, settings.TestPerClass);
    pictures.Require(settings.PerClass.Max());
    var experiment = new Experiment(settings, pictures);
    foreach (int perClass in settings.PerClass)
    {
        Console.WriteLine(
            $"{pictures.Classes} classes, {perClass} images of each to learn from, {pictures.Test.Length:N0} to report on, "
            + $"{settings.Samplings} drawings, seeds {string.Join(", ", settings.Seeds)}");
        Console.WriteLine($"{"",-20}{"numbers",12}{"setting",9}{"accuracy",18}{"s",8}");
        foreach (Contender contender in Contender.All(settings))
        {
            if (settings.Only.Length > 0 && !settings.Only.Any(part => contender.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            (double setting, Outcome[] outcomes) = experiment.Run(contender, perClass);
            Console.WriteLine(
                $"{contender.Name,-20}{outcomes[0].Parameters,12:N0}{setting,9}{Spread([.. outcomes.Select(static outcome => outcome.Accuracy)]),18}"
                + $"{outcomes.Average(static outcome => outcome.Seconds),8:F1}");
        }
    }
});

// The mean, and the standard deviation over drawings and seeds.
static string Spread(double[] values)
{
    double mean = values.Average();
    double squares = values.Sum(value => (value - mean) * (value - mean));
    return values.Length < 2 ? $"{mean:F4}" : $"{mean:F4} +- {Math.Sqrt(squares / (values.Length - 1)):F4}";
}
