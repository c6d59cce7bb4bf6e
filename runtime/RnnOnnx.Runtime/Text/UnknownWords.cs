using System.Diagnostics;
using RnnOnnx.Packages;

namespace RnnOnnx.Text;

/// <summary>What takes the place of a token that the vocabulary does not know.</summary>
/// <remarks>
/// The random choice depends on the seed and the token alone, so that a text gives the same ids alone, in a batch, in any order and on any machine: h is FNV-1a of 64 bits
/// (http://www.isthe.com/chongo/tech/comp/fnv) over the eight bytes of the seed and the two of each UTF-16 unit, little-endian, then mixed by the last three steps of SplitMix64, and of n
/// known ids the one with number ⌊h·n / 2^64⌋ is taken.
/// </remarks>
internal sealed class UnknownWords
{
    private readonly long _seed;
    private readonly int _first;
    private readonly uint _count;

    private UnknownWords(int first, uint count, long seed)
    {
        _first = first;
        _count = count;
        _seed = seed;
    }

    /// <summary>They are left out.</summary>
    public static UnknownWords Dropped { get; } = Become(0);

    /// <summary>They all become one id.</summary>
    /// <param name="id">The id; 0 leaves them out, for no word has the id of padding.</param>
    public static UnknownWords Become(int id) => new(id, 1, 0);

    /// <summary>What a manifest asks for.</summary>
    /// <param name="settings">The pipeline's settings, checked.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <exception cref="RnnOnnxException">The vocabulary lacks what the settings need.</exception>
    public static UnknownWords Of(PipelineManifest settings, Vocabulary vocabulary)
    {
        var hasToken = vocabulary.Count > Vocabulary.UnknownId && vocabulary[Vocabulary.UnknownId] == Vocabulary.UnknownToken;
        switch (settings.Unknown)
        {
            case UnknownTokens.Drop:
                return Dropped;
            case UnknownTokens.Unk when hasToken && settings.VocabularySize > Vocabulary.UnknownId:
                return Become(Vocabulary.UnknownId);
            case UnknownTokens.Unk:
                throw new RnnOnnxException(
                    $"The {settings.Kind} pipeline replaces unknown tokens by {Vocabulary.UnknownToken}, which must be the vocabulary's entry {Vocabulary.UnknownId}; write the vocabulary with it or choose what else becomes of unknown tokens.");
            case UnknownTokens.Random:
                var first = hasToken ? Vocabulary.UnknownId + 1 : Vocabulary.UnknownId;
                var count = Math.Min(vocabulary.Count, settings.VocabularySize) - first;
                return count > 0
                    ? new UnknownWords(first, (uint)count, settings.UnknownSeed!.Value)
                    : throw new RnnOnnxException($"The {settings.Kind} pipeline replaces unknown tokens by known ones, but its vocabulary has none; give it a vocabulary with words.");
            default:
                throw new UnreachableException($"{settings.Unknown}");
        }
    }

    /// <summary>The id that takes a token's place; 0 when it is left out.</summary>
    public int IdOf(ReadOnlySpan<char> token) => _count == 1 ? _first : _first + (int)Math.BigMul(Hash(token), _count, out _);

    private ulong Hash(ReadOnlySpan<char> token)
    {
        const ulong Prime = 1099511628211;
        var hash = 14695981039346656037;
        for (var i = 0; i < 64; i += 8)
        {
            hash = (hash ^ (byte)(_seed >> i)) * Prime;
        }

        foreach (var unit in token)
        {
            hash = (hash ^ (byte)unit) * Prime;
            hash = (hash ^ (byte)(unit >> 8)) * Prime;
        }

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
