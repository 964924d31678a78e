"""PDFium's functions that are called thousands of times per page, with handles and addresses as plain integers.

ctypes makes an object for each handle that pypdfium2's own prototypes return, and checks each that is passed; on pages of many
objects that took most of the time. A null handle is None. The functions don't release the GIL.
"""

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as raw

_HANDLE, _INT = ctypes.c_void_p, ctypes.c_int


def _plain(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    place = ctypes.cast(function, ctypes.c_void_p).value
    assert place is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(place)


def address(handle: Any) -> int:
    """The integer of a handle of pypdfium2's prototypes."""
    return ctypes.addressof(handle.contents) if handle else 0


count_objects = _plain(raw.FPDFPage_CountObjects, _INT, _HANDLE)
object_of_page = _plain(raw.FPDFPage_GetObject, _HANDLE, _HANDLE, _INT)
count_in_form = _plain(raw.FPDFFormObj_CountObjects, _INT, _HANDLE)
object_of_form = _plain(raw.FPDFFormObj_GetObject, _HANDLE, _HANDLE, ctypes.c_ulong)
kind_of = _plain(raw.FPDFPageObj_GetType, _INT, _HANDLE)
bounds = _plain(raw.FPDFPageObj_GetBounds, _INT, _HANDLE, *[_HANDLE] * 4)
fill_colour = _plain(raw.FPDFPageObj_GetFillColor, _INT, _HANDLE, *[_HANDLE] * 4)
render_mode = _plain(raw.FPDFTextObj_GetTextRenderMode, _INT, _HANDLE)
font_size = _plain(raw.FPDFTextObj_GetFontSize, _INT, _HANDLE, _HANDLE)
matrix = _plain(raw.FPDFPageObj_GetMatrix, _INT, _HANDLE, _HANDLE)
set_active = _plain(raw.FPDFPageObj_SetIsActive, _INT, _HANDLE, _INT)
draw_mode = _plain(raw.FPDFPath_GetDrawMode, _INT, _HANDLE, _HANDLE, _HANDLE)
count_segments = _plain(raw.FPDFPath_CountSegments, _INT, _HANDLE)
clip_path = _plain(raw.FPDFPageObj_GetClipPath, _HANDLE, _HANDLE)
count_clips = _plain(raw.FPDFClipPath_CountPaths, _INT, _HANDLE)
count_clip_segments = _plain(raw.FPDFClipPath_CountPathSegments, _INT, _HANDLE, _INT)
clip_segment = _plain(raw.FPDFClipPath_GetPathSegment, _HANDLE, _HANDLE, _INT, _INT)
segment_point = _plain(raw.FPDFPathSegment_GetPoint, _INT, _HANDLE, _HANDLE, _HANDLE)
text_object = _plain(raw.FPDFText_GetTextObject, _HANDLE, _HANDLE, _INT)
character_box = _plain(raw.FPDFText_GetLooseCharBox, _INT, _HANDLE, _INT, _HANDLE)
character_code = _plain(raw.FPDFText_GetUnicode, ctypes.c_uint, _HANDLE, _INT)
count_marks = _plain(raw.FPDFPageObj_CountMarks, _INT, _HANDLE)
mark = _plain(raw.FPDFPageObj_GetMark, _HANDLE, _HANDLE, ctypes.c_ulong)
remove_mark = _plain(raw.FPDFPageObj_RemoveMark, _INT, _HANDLE, _HANDLE)
mark_bytes = _plain(
    raw.FPDFPageObjMark_GetParamBlobValue, _INT, _HANDLE, ctypes.c_char_p, _HANDLE, ctypes.c_ulong, _HANDLE
)
