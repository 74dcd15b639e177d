"""The end of the day: what was collected is packed by scans, the numbers come out, two people sign."""

from __future__ import annotations

from donor_room.demo.scene import Scene


class Packing:
    """Packs, hands over and closes the shift."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.hands, self.house = scene, scene.hands, scene.house

    def close_the_day(self) -> None:
        """Bring the shift to its end."""
        raise NotImplementedError
