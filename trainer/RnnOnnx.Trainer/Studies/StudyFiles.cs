using System.Globalization;
using System.Text;
using RnnOnnx.Trainer.Charts;
using RnnOnnx.Trainer.Export;

namespace RnnOnnx.Trainer.Studies;

/// <summary>The files of a study, each replaced as a whole.</summary>
/// <param name="folder">Where they go; created if needed.</param>
/// <param name="output">Told of each file.</param>
internal sealed class StudyFiles(string folder, TextWriter output)
{
    private readonly string _folder = Path.GetFullPath(folder);

    /// <summary>Writes figures as <c>NAME.csv</c>.</summary>
    /// <param name="name">The file's name without its ending.</param>
    /// <param name="columns">The columns' names.</param>
    /// <param name="rows">Numbers, texts without commas, or null for an empty cell.</param>
    public void Table(string name, IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        var csv = new StringBuilder(string.Join(',', columns)).Append('\n');
        foreach (var row in rows)
        {
            csv.AppendJoin(',', row.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture))).Append('\n');
        }

        Write(name + ".csv", csv.ToString());
    }

    /// <summary>Writes charts side by side as <c>NAME.svg</c>.</summary>
    public void Picture(string name, IReadOnlyList<Chart> charts) => Write(name + ".svg", ChartSvg.Draw(charts));

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, name);
        DurableFile.Replace(path, Encoding.UTF8.GetBytes(content));
        output.WriteLine($"wrote {path}");
    }
}
