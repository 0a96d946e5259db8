// Usage: PlatformTour fit <backbone> <zip> | score <zip> [<backbone>] | tokens <folder> | rows <file.tsv> | compare <scores> <scores>
// "fit" and "score" print a line "label score score..." for each of nine rows, as test/Golden/*.scores.txt has them; "score" without a backbone finds it
// by NOLA_BACKBONES. UTF-8 and LF on every platform.
using System.Text;
using PlatformTour;

using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
switch (args)
{
    case ["fit", var backbone, var zip]:
        Models.FitAndSave(backbone, zip, output);
        return 0;
    case ["score", var zip, .. var backbones]:
        Models.LoadAndScore(zip, backbones, output);
        return 0;
    case ["tokens", var folder]:
        Texts.WriteTokens(folder, output);
        return 0;
    case ["rows", var file]:
        Texts.WriteRows(file, output);
        return 0;
    case ["compare", var first, var second]:
        return ScoreFile.Compare(first, second, output) ? 0 : 1;
    default:
        Console.Error.WriteLine($"PlatformTour does not know: {string.Join(' ', args)}");
        return 2;
}
