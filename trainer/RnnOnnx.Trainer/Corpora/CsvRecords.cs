using System.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Splits lines into records as RFC 4180 says. As most readers do, it takes a quote inside an unquoted column for a character.</summary>
/// <param name="lines">The lines.</param>
/// <param name="limit">Most characters that a record may have.</param>
internal sealed class CsvRecords(Utf8Lines lines, int limit)
{
    private readonly List<string> _columns = [];
    private readonly StringBuilder _column = new();
    private bool _isQuoted;
    private bool _isOpen;

    /// <summary>Number of the first line of the record last read, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="columns">Its columns; they last until the next call.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="CorpusException">A quote is not closed, or text follows a closed one.</exception>
    public bool Next(out IReadOnlyList<string> columns)
    {
        columns = _columns;
        _columns.Clear();
        if (!lines.Next(out var line))
        {
            return false;
        }

        Line = lines.Number;
        var length = 0;
        while (true)
        {
            length += line.Length + 1;
            Add(Encoding.UTF8.GetString(line));
            if (!_isOpen)
            {
                return true;
            }

            _column.Append('\n');
            if (length > limit || !lines.Next(out line))
            {
                throw new CorpusException($"{lines.Name}, line {Line}: a quote is opened and not closed {(length > limit ? $"within {limit:N0} bytes" : "by the end of the file")}; close it, or write quotes inside of quotes twice");
            }
        }
    }

    private void Add(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (_isOpen)
            {
                if (c != '"')
                {
                    _column.Append(c);
                }
                else if (i + 1 < line.Length && line[i + 1] == '"')
                {
                    _column.Append(line[++i]);
                }
                else
                {
                    _isOpen = false;
                }
            }
            else if (c == ',')
            {
                EndColumn();
            }
            else if (c == '"' && _column.Length == 0 && !_isQuoted)
            {
                (_isOpen, _isQuoted) = (true, true);
            }
            else if (c != '\r' || i + 1 < line.Length)
            {
                _column.Append(_isQuoted ? throw lines.Wrong($"text follows the closed quotes of column {_columns.Count + 1}; write quotes inside of quotes twice, or read the file as first-comma") : c);
            }
        }

        if (!_isOpen)
        {
            EndColumn();
        }
    }

    private void EndColumn()
    {
        _columns.Add(_column.ToString());
        _column.Clear();
        _isQuoted = false;
    }
}
