using System.Numerics;
using System.Security.Cryptography;

namespace RnnOnnx.Text;

/// <summary>Finds the ids of tokens. Who reads a text character by character hashes on the way and spares the table a second reading.</summary>
/// <remarks>FNV-1a over UTF-16, into places that are searched one after the other. It begins at another number in each process, so that no file can be made whose tokens all meet in one place.</remarks>
internal sealed class TokenTable
{
    private const uint Prime = 16_777_619;

    private readonly string[] _tokens;
    private readonly Place[] _places;

    /// <summary>Creates the table.</summary>
    /// <param name="tokens">The tokens in the order of their ids.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="RnnOnnxException">A token comes twice.</exception>
    public TokenTable(string[] tokens, string source)
    {
        _tokens = tokens;
        _places = new Place[BitOperations.RoundUpToPowerOf2((uint)(tokens.Length * 2L) + 1)];
        for (var id = 0; id < tokens.Length; id++)
        {
            var hash = Hash(tokens[id]);
            var place = Find(tokens[id], hash, out var other);
            if (other >= 0)
            {
                throw new RnnOnnxException($"{source}: the token '{tokens[id]}' is on line {other + 1} and again on line {id + 1}; every token has one id, so remove one of them.");
            }

            _places[place] = new Place(hash, id + 1);
        }
    }

    /// <summary>The hash of no characters.</summary>
    public static uint EmptyHash { get; } = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    /// <summary>The hash of some characters and one more.</summary>
    public static uint Hash(uint hash, char next) => (hash ^ next) * Prime;

    /// <summary>The hash of a token.</summary>
    public static uint Hash(ReadOnlySpan<char> token)
    {
        var hash = EmptyHash;
        foreach (var character in token)
        {
            hash = Hash(hash, character);
        }

        return hash;
    }

    /// <summary>Looks a token up, without allocation.</summary>
    /// <param name="token">The token.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="id">Its id, or -1.</param>
    /// <returns>Whether the table has it.</returns>
    public bool TryGetId(ReadOnlySpan<char> token, uint hash, out int id)
    {
        Find(token, hash, out id);
        return id >= 0;
    }

    // The place of a token, or the free one where it belongs; half of the places at least are free.
    private int Find(ReadOnlySpan<char> token, uint hash, out int id)
    {
        var places = _places;
        for (var place = Mix(hash) & (uint)(places.Length - 1); ; place = (place + 1) & (uint)(places.Length - 1))
        {
            var (placed, line) = places[place];
            if (line == 0)
            {
                id = -1;
                return (int)place;
            }

            if (placed == hash && token.SequenceEqual(_tokens[line - 1]))
            {
                id = line - 1;
                return (int)place;
            }
        }
    }

    // The last characters of a token hardly reach the upper bits, and the lower ones choose the place.
    private static uint Mix(uint hash) => hash ^ (hash >> 15);

    /// <param name="Hash">The hash of the token that is here.</param>
    /// <param name="Line">Its id + 1; 0 where the place is free.</param>
    private readonly record struct Place(uint Hash, int Line);
}
