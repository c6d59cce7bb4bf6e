using System.Buffers;

namespace RnnOnnx.Text;

/// <summary>Reads the words of a text by the rule of <see cref="WordIndexPipeline"/>: one pass splits it, makes ASCII letters small and hashes each word.</summary>
/// <param name="source">The text.</param>
internal ref struct WordReader(ReadOnlySpan<char> source)
{
    private const string Separators = " !\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r";

    private const int End = -1;

    // What an ASCII character is in a word, or that it ends the word.
    private static readonly int[] InWord = [.. Enumerable.Range(0, 128).Select(static code => Separators.Contains((char)code) ? End : char.ToLowerInvariant((char)code))];

    private char[]? _word = ArrayPool<char>.Shared.Rent(source.Length);
    private ReadOnlySpan<char> _rest = source;

    /// <summary>Reads a word.</summary>
    /// <param name="word">The word, good until the next one is read.</param>
    /// <param name="hash">Its <see cref="TokenTable.Hash(ReadOnlySpan{char})"/>.</param>
    /// <returns>Whether there was one.</returns>
    public bool Next(out ReadOnlySpan<char> word, out uint hash)
    {
        ObjectDisposedException.ThrowIf(_word is null, typeof(WordReader));
        var text = _rest;
        var letters = _word;
        var inWord = InWord;
        var read = 0;
        var length = 0;
        hash = TokenTable.EmptyHash;
        while (read < text.Length)
        {
            var character = text[read++];
            var letter = character < inWord.Length ? inWord[character] : character;
            if (letter != End)
            {
                letters[length++] = (char)letter;
                hash = TokenTable.Hash(hash, (char)letter);
            }
            else if (length > 0)
            {
                break;
            }
        }

        _rest = text[read..];
        word = letters.AsSpan(0, length);
        return length > 0;
    }

    /// <summary>Gives the array back.</summary>
    public void Dispose()
    {
        if (_word is not null)
        {
            ArrayPool<char>.Shared.Return(_word);
        }

        _word = null;
    }
}
