using System.Text.Unicode;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>Reads a stream line by line, LF alone ending a line, in memory that one line of the allowed length needs at most.</summary>
/// <param name="stream">The data; closed with the reader.</param>
/// <param name="name">Names the file in messages.</param>
/// <param name="limit">Most bytes that a line may have.</param>
internal sealed class Utf8Lines(Stream stream, string name, int limit) : IDisposable
{
    private byte[] _buffer = new byte[Math.Min(limit + 1, 1 << 16)];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Names the file in messages.</summary>
    public string Name => name;

    /// <summary>Number of the line last read, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">Its bytes without the LF, which are UTF-8; they last until the next call.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="CorpusException">The line is too long or not UTF-8, or the packed file is damaged.</exception>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        int length;
        while ((length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n')) < 0 && !_ended)
        {
            searched = _end - _start;
            if (searched > limit)
            {
                throw Wrong(Number + 1, $"is longer than {limit:N0} bytes; is it a text file with line feeds?");
            }

            Fill();
        }

        length = length < 0 ? _end - _start : length + searched;
        line = _buffer.AsSpan(_start, length);
        if (length == 0 && _start == _end)
        {
            return false;
        }

        _start = Math.Min(_end, _start + length + 1);
        Number++;
        if (Number == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return length > limit ? throw Wrong(Number, $"is longer than {limit:N0} bytes; is it a text file with line feeds?")
            : Utf8.IsValid(line) ? true
            : throw Wrong(Number, "is not UTF-8; restore the file or write it as UTF-8");
    }

    /// <summary>The error of the line last read.</summary>
    /// <param name="what">What is wrong, and the next step.</param>
    public CorpusException Wrong(string what) => Wrong(Number, what);

    public void Dispose() => stream.Dispose();

    private CorpusException Wrong(int number, string what) => new($"{name}, line {number}: {what}");

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, limit + 1L));
        }

        try
        {
            var count = stream.Read(_buffer.AsSpan(_end));
            _end += count;
            _ended = count == 0;
        }
        catch (InvalidDataException e)
        {
            throw new CorpusException($"{name} is damaged ({e.Message}); restore the file", e);
        }
    }
}
