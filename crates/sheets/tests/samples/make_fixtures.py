"""Makes 另一种格式.xlsx, .ods and .xls: one small register in three formats.

Needs python3-openpyxl and libreoffice-calc-nogui (Debian 12). All names and numbers are invented.
Run in this directory: python3 make_fixtures.py
"""

import datetime
import subprocess

from openpyxl import Workbook
from openpyxl.styles import Font

NAME = "另一种格式"

book = Workbook()
sheet = book.active
sheet.title = "住户台账"
sheet["A1"] = "春和苑住户信息台账"
sheet["A1"].font = Font(size=16, bold=True)
sheet.merge_cells("A1:J1")
sheet["A2"] = "填表人：甲    填报日期：2026年10月31日"
# A header of two rows: 业主信息 over 姓名, 电话 and 证件号码.
for column, text in enumerate(["序号", "幢号", "单元号", "房间号", "建筑面积（平方米）"], 1):
    sheet.cell(3, column, text)
    sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
sheet["F3"] = "业主信息"
sheet.merge_cells("F3:H3")
for column, text in enumerate(["姓名", "手机", "证件号码"], 6):
    sheet.cell(4, column, text)
sheet["I3"] = "交房时间"
sheet.merge_cells("I3:I4")
sheet["J3"] = "说明"
sheet.merge_cells("J3:J4")

rows = [
    ("1", "1单元", 101, 88.5, "甲一", "13900000101", None, datetime.date(2020, 5, 1), None),
    (None, "1单元", "102", 101.25, "乙二、乙三", 13900000102, None, "2020.5.2", None),
    (None, "2单元", 201, 0.1, "丙四", None, None, "2020年5月3日", "已售未交付"),
    ("2", "1单元", 101, 88.5, "开发商", None, None, None, "未售"),
    (None, "1单元", 102, 101.25, "丁五 & 丁六", "0551-60000001", None, 20200504, "<备注>"),
    (None, None, 201, 88.5, None, None, None, None, None),
]
for at, row in enumerate(rows):
    number = 5 + at
    sheet.cell(number, 1, at + 1)
    for column, value in enumerate(row, 2):
        if value is not None:
            sheet.cell(number, column, value)
sheet.merge_cells("B5:B7")
sheet.merge_cells("B8:B10")
# One owner of two units, in one merged cell.
sheet.merge_cells("F9:F10")
sheet["I5"].number_format = "yyyy-mm-dd"
sheet["A11"] = "合 计"
sheet["D11"] = "6户"
sheet["E11"] = "=SUM(E5:E10)"
sheet["F11"] = "=1/0"

hidden = book.create_sheet("旧台账")
hidden.append(["楼栋", "房号", "建筑面积", "业主姓名"])
hidden.append(["9", "901", 90, "旧户主"])
hidden.sheet_state = "hidden"

book.save(NAME + ".xlsx")
for step in (["xlsx", NAME + ".xlsx"], ["ods", NAME + ".xlsx"], ["xls", NAME + ".xlsx"]):
    # The first step makes LibreOffice store the formulas' results.
    subprocess.run(
        ["soffice", "--headless", "--convert-to", step[0], "--outdir", "out", step[1]], check=True
    )
subprocess.run("mv out/* . && rmdir out", shell=True, check=True)
