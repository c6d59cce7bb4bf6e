using System.Buffers;
using System.Text;

namespace RnnOnnx.Text;

/// <summary>Characters in a rented array that grows; the tokenizers write a text's rewritten form into it.</summary>
/// <param name="capacity">Characters to make room for.</param>
internal ref struct TextBuffer(int capacity)
{
    private char[]? _characters = ArrayPool<char>.Shared.Rent(Math.Max(capacity, 16));
    private int _length;

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<char> Written => _characters.AsSpan(0, _length);

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _length = 0;

    /// <summary>Writes a character.</summary>
    public void Append(char character)
    {
        Reserve(1)[0] = character;
        _length++;
    }

    /// <summary>Writes characters.</summary>
    public void Append(ReadOnlySpan<char> characters)
    {
        characters.CopyTo(Reserve(characters.Length));
        _length += characters.Length;
    }

    /// <summary>Writes the lower case of a text.</summary>
    public void AppendLower(ReadOnlySpan<char> text) => _length += PythonLowerCase.Lower(text, Reserve(PythonLowerCase.MaximumLength(text)));

    /// <summary>Writes a text, the letters A to Z as small ones and all other characters as they are.</summary>
    public void AppendLowerAscii(ReadOnlySpan<char> text)
    {
        var target = Reserve(text.Length);
        _length += text.Length;

        // .NET lowers many ASCII characters at a time, and stops at any other one.
        while (Ascii.ToLower(text, target, out var ascii) != OperationStatus.Done)
        {
            target[ascii] = text[ascii];
            text = text[(ascii + 1)..];
            target = target[(ascii + 1)..];
        }
    }

    /// <summary>Takes characters away, wherever they stand.</summary>
    public void Remove(SearchValues<char> characters)
    {
        var rest = _characters.AsSpan(0, _length);
        var kept = 0;
        while (rest.IndexOfAny(characters) is >= 0 and var length)
        {
            rest[..length].CopyTo(_characters.AsSpan(kept));
            kept += length;
            rest = rest[(length + 1)..];
        }

        rest.CopyTo(_characters.AsSpan(kept));
        _length = kept + rest.Length;
    }

    /// <summary>Gives the array back.</summary>
    public void Dispose()
    {
        if (_characters is not null)
        {
            ArrayPool<char>.Shared.Return(_characters);
        }

        _characters = null;
        _length = 0;
    }

    private Span<char> Reserve(int count)
    {
        ObjectDisposedException.ThrowIf(_characters is null, typeof(TextBuffer));
        if (_characters.Length - _length < count)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Max(checked(_length + count), (int)Math.Min(_characters.Length * 2L, Array.MaxLength)));
            Written.CopyTo(larger);
            ArrayPool<char>.Shared.Return(_characters);
            _characters = larger;
        }

        return _characters.AsSpan(_length);
    }
}
