from donor_room.packs.signature import stamp_of


def test_a_stamp_names_the_pack_and_the_hash_of_its_bytes():
    stamp = stamp_of(b"abc", id="X", edition="1")
    assert (stamp.id, stamp.edition) == ("X", "1")
    assert stamp.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
