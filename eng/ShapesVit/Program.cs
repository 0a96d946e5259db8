using System.Globalization;
using ShapesVit;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return Settings.Run(args, static settings =>
{
    Directory.CreateDirectory(settings.Folder);
    if (settings.Sheet)
    {
        Sheet.Draw(Path.Combine(settings.Folder, "sheet.png"), settings.Seed);
        return;
    }

    var rounds = new Rounds(settings.Folder, settings);
    rounds.Run(settings.Most);
    if (rounds.Result is { } learnt)
    {
        string model = Path.Combine(settings.Folder, "shapes-vit");
        TrainedBackbone.Write(model, learnt);
        Console.WriteLine($"written: {model}");
    }
});
