using System.Text;
using FluentAssertions;
using RnnOnnx.Trainer.Corpora;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Corpora;

public sealed class PickledListsTests
{
    private const string Mark = "(";
    private const string EmptyList = "]";

    /// <summary>Made by pickle.dumps of CPython 3.11 from an object that reduces to what numpy.array([[1, 300, 70000], [], [-5, 2]], dtype=object) reduces to.</summary>
    [Theory]
    [InlineData("gAJjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxAGNudW1weQpuZGFycmF5CnEBSwCFcQJjX2NvZGVjcwplbmNvZGUKcQNYAQAAAGJxBFgGAAAAbGF0aW4xcQWGcQZScQeHcQhScQkoSwFLA4VxCmNudW1weQpkdHlwZQpxC1gCAAAATzhxDImIh3ENUnEOKEsDWAEAAAB8cQ9OTk5K/////0r/////Sz90cRBiiV1xEShdcRIoSwFNLAFKcBEBAGVdcRNdcRQoSvv///9LAmVldHEVYi4=")]
    [InlineData("gANjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxAGNudW1weQpuZGFycmF5CnEBSwCFcQJDAWJxA4dxBFJxBShLAUsDhXEGY251bXB5CmR0eXBlCnEHWAIAAABPOHEIiYiHcQlScQooSwNYAQAAAHxxC05OTkr/////Sv////9LP3RxDGKJXXENKF1xDihLAU0sAUpwEQEAZV1xD11xEChK+////0sCZWV0cRFiLg==")]
    [InlineData("gASVpAAAAAAAAACMFW51bXB5LmNvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwOFlGgDjAVkdHlwZZSTlIwCTziUiYiHlFKUKEsDjAF8lE5OTkr/////Sv////9LP3SUYoldlChdlChLAU0sAUpwEQEAZV2UXZQoSvv///9LAmVldJRiLg==")]
    public void Protocols_2_3_and_4_are_read(string base64) =>
        Read(Convert.FromBase64String(base64)).Should().BeEquivalentTo(new int[][] { [1, 300, 70000], [], [-5, 2] }, o => o.WithStrictOrdering(), "Keras' original archives are such pickles");

    [Fact]
    public void Pickles_of_Python_2_have_byte_strings_and_long_sizes()
    {
        // A size of 2 written as 2L (LONG1), and 300 as 300L; 0x00ff as two bytes is 255, 0xff as one is -1.
        var array = Array("U\u0001b", "\u008a\u0001\u0002", EmptyList + Mark + EmptyList + Mark + "\u008a\u0002\u002c\u0001" + "\u008a\u0002\u00ff\u0000" + "\u008a\u0001\u00ff" + "\u008a\u0000" + "e" + EmptyList + "e");
        Read(array).Should().BeEquivalentTo(new int[][] { [300, 255, -1, 0], [] }, o => o.WithStrictOrdering());
    }

    [Theory]
    [InlineData("cos\nsystem\nX\u0004\u0000\u0000\u0000true\u0085R.", "*asks for 'os.system'*", "a pickle that runs a command must not")]
    [InlineData("\u008c\u0002os\u008c\u0006system\u0093.", "*asks for 'os.system'*", "protocol 4 writes names otherwise")]
    [InlineData("c__builtin__\neval\n.", "*asks for '__builtin__.eval'*", "only five names are known")]
    [InlineData("cnumpy\nload\n.", "*asks for 'numpy.load'*", "numpy has functions that read files")]
    [InlineData("cnumpy.core.multiarray\nfromfile\n.", "*fromfile*", "numpy has functions that read files")]
    [InlineData("c_codecs\nencode\nX\u0001\u0000\u0000\u0000aX\u0003\u0000\u0000\u0000zip\u0086R.", "*calls '_codecs.encode'*", "other codecs unpack bombs")]
    [InlineData("cnumpy\ndtype\nX\u0002\u0000\u0000\u0000O8N}\u0087R.", "*instruction 0x7d ('}')*", "dictionaries are not needed")]
    [InlineData("cnumpy\ndtype\nX\u0002\u0000\u0000\u0000i8NN\u0087R.", "*calls 'numpy.dtype'*", "arrays of objects have one type")]
    [InlineData("cnumpy\nndarray\n)R.", "*calls 'numpy.ndarray' with ()*", "arrays are made in one way only")]
    [InlineData("]X\u0001\u0000\u0000\u0000a\u0085b.", "*sets the state of a List to (Text)*", "BUILD on anything but an array writes attributes")]
    [InlineData("cnumpy\nndarray\n)b.", "*sets the state of a Global*", "BUILD on a class changes it")]
    [InlineData("cos\nsystem", "*breaks off*", "half a name is no name")]
    [InlineData("(cos\nsystem\ni.", "*asks for 'os.system'*", "names are refused before anything uses them")]
    [InlineData("(S'x'\nios\nsystem\n.", "*instruction 0x53 ('S')*", "INST is a call, and what leads to it is unknown already")]
    [InlineData("(ios\nsystem\n.", "*instruction 0x69 ('i')*", "INST is a call")]
    [InlineData("(oR.", "*instruction 0x6f ('o')*", "OBJ is a call")]
    [InlineData("\u0082\u0001.", "*instruction 0x82*", "extension codes stand for any name")]
    [InlineData("Pid\n.", "*instruction 0x50 ('P')*", "persistent ids are looked up by code")]
    [InlineData("\u0097.", "*instruction 0x97*", "buffers belong to protocol 5")]
    [InlineData("]0.", "*instruction 0x30 ('0')*", "no array needs POP")]
    [InlineData("]1.", "*instruction 0x31 ('1')*", "no array needs POP_MARK")]
    [InlineData("].", "*has a List where a Array should be*", "a list is no array")]
    [InlineData(".", "*takes a value where there is none*", "an empty pickle is no array")]
    [InlineData("K\u0001a.", "*appends to something that is no list*", "there must be a list below")]
    [InlineData("e.", "*ends a sequence that it has not begun*", "there must be a mark")]
    [InlineData("]K\u0001(\u0085.", "*takes a value where there is none*", "what lies below a mark is not free")]
    [InlineData("q\u0000.", "*stores a value where there is none*", "the stack is empty")]
    [InlineData("h\u0005.", "*recalls the value 5*", "nothing is stored there")]
    [InlineData("X\u00ff\u00ff\u00ff\u007f.", "*announces a text of 2,147,483,647 bytes*", "a lying length must not ask for 2 GB")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff.", "*announces a text of 4,294,967,295 bytes*", "a lying length must not become a negative one")]
    [InlineData("\u008a\u00ffxyz.", "*integer of 255 bytes*", "no word id has so many digits")]
    [InlineData("]\u008a\u0005\u0000\u0000\u0000\u0000\u0001a.", "*integer 4294967296*", "a word id must not wrap around")]
    [InlineData("]X\u0001\u0000\u0000\u0000aa.", "*puts a Text into a list*", "ids are integers")]
    [InlineData("]K\u0001aNa.", "*puts a Constant into a list*", "ids are integers")]
    [InlineData("]]K\u0001aaK\u0001a.", "*puts a Integer into a list*", "a list holds one kind of thing")]
    [InlineData("]q\u0000h\u0000a.", "*puts a List into a list*", "a list in itself has no end")]
    [InlineData("]]]aa.", "*puts a List into a list*", "texts are lists of words and not of lists")]
    public void Anything_but_an_array_of_lists_is_refused_and_named(string program, string message, string because) =>
        FluentActions.Invoking(() => ReadOrSayWhereItEnds("\u0080\u0002" + program)).Should().Throw<CorpusException>().WithMessage(message, because);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Other_protocols_are_refused(int protocol) =>
        FluentActions.Invoking(() => Read([0x80, (byte)protocol, (byte)'.'])).Should().Throw<CorpusException>().WithMessage($"*protocol {protocol}*2 to 4*");

    [Fact]
    public void A_pickle_that_breaks_off_anywhere_or_goes_on_is_refused()
    {
        var whole = Array("U\u0001b", "K\u0001", EmptyList + EmptyList + "K\u0007aa");
        Read(whole).Should().ContainSingle().Which.Should().Equal(7);
        for (var length = 0; length < whole.Length; length++)
        {
            FluentActions.Invoking(() => Read(whole[..length])).Should().Throw<EndOfStreamException>($"{length} bytes of {whole.Length} are not the corpus");
        }

        FluentActions.Invoking(() => Read([.. whole, 0])).Should().Throw<CorpusException>().WithMessage("*goes on after its end*");
    }

    [Theory]
    [InlineData("K\u0002", EmptyList + EmptyList + "a", "*announces 2 elements and has 1*")]
    [InlineData("J\u00ff\u00ff\u00ff\u007f", EmptyList, "*announces 2,147,483,647 elements and has 0*")]
    [InlineData("K\u0001", EmptyList + "K\u0001a", "*array of integers, not of lists*")]
    public void An_array_that_is_not_what_it_announces_is_refused(string size, string list, string message) =>
        FluentActions.Invoking(() => Read(Array("U\u0001b", size, list))).Should().Throw<CorpusException>().WithMessage(message);

    [Fact]
    public void A_list_in_many_places_is_refused_before_it_is_copied_there()
    {
        // A memo bomb: one list of a thousand words, recalled two hundred times, is three kilobytes that would become a megabyte.
        var words = EmptyList + "q\u0009" + Mark + string.Concat(Enumerable.Repeat("K\u0001", 1000)) + "e";
        var bomb = Array("U\u0001b", "K\u00c9", EmptyList + Mark + words + string.Concat(Enumerable.Repeat("h\u0009", 200)) + "e");
        FluentActions.Invoking(() => Read(bomb)).Should().Throw<CorpusException>().WithMessage("*one list into two places*");
    }

    [Theory]
    [InlineData("", "(", 17, "marks open sequences")]
    [InlineData("", "N", 10_001, "the stack grows")]
    [InlineData(")", "\u0085", 1_000_001, "a tuple lies in a tuple in a tuple")]
    [InlineData(")", "\u0094", 1_000_001, "one value is stored again and again")]
    [InlineData("]", "]a", 1_000_001, "each empty list takes more memory than its two bytes")]
    public void Deep_nesting_and_endless_parts_are_refused(string start, string step, int times, string because)
    {
        var program = new StringBuilder(start).Insert(start.Length, step, times).ToString();
        var before = GC.GetAllocatedBytesForCurrentThread();
        FluentActions.Invoking(() => ReadOrSayWhereItEnds("\u0080\u0002" + program)).Should().Throw<CorpusException>().WithMessage("*too large, nested too deeply or made of too many parts*", because);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(300_000_000, "a small file must not take gigabytes");
    }

    private static int[][] Read(byte[] pickle) => PickledLists.Read(new MemoryStream(pickle), "x.npy");

    private static int[][] ReadOrSayWhereItEnds(string program)
    {
        try
        {
            return Read(Encoding.Latin1.GetBytes(program));
        }
        catch (EndOfStreamException e)
        {
            throw new CorpusException(e.Message, e);
        }
    }

    /// <summary>NumPy's pickle of an object array, protocol 2, from the instructions that make its one-byte string, its size and its list.</summary>
    private static byte[] Array(string b, string size, string list)
    {
        var type = "cnumpy\ndtype\nU\u0002O8K\u0000K\u0001\u0087R(K\u0003U\u0001|NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK?tb";
        return Encoding.Latin1.GetBytes($"\u0080\u0002cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\u0000\u0085{b}\u0087R(K\u0001{size}\u0085{type}\u0089{list}tb.");
    }
}
